import Bytes
import Columnar
import DeltaLake
import Foundation
import JSONColumns
import ObjectStorage
import TestSupport

/// A small lake in a folder: RAW, BRONZE and quarantine of a topic, written as a pipeline does.
final class LakeFixture {
    static let lane = "ticks/0"
    static let now: Int64 = 1_767_625_200_000

    let folder: TemporaryFolder
    private let store: LocalStore
    private var random = SplitMix64(seed: 5)

    static let schemas: [String: Schema] = [
        "raw/ticks": Schema([
            Field("value", .binary), Field("offset", .long), Field("ingest_date", .date),
        ]),
        "bronze/ticks": Schema([
            Field("symbol", .string), Field("price", .decimal(precision: 18, scale: 9)),
            Field("event_time", .timestamp), Field("offset", .long), Field("event_date", .date),
        ]),
        "quarantine/ticks": Schema([Field("reason", .string), Field("offset", .long)]),
    ]

    init() throws {
        folder = try TemporaryFolder()
        store = LocalStore(root: folder.path)
        try store.put(
            StorePath("_ticklake/lanes/p/ticks/0.json"), Array("{\"start\":100}".utf8))
        for name in Self.schemas.keys.sorted() { _ = try snapshot(name) }
    }

    /// Ten records in two RAW commits: six ticks, two bad ones, a heartbeat and a tombstone.
    static func filled() throws -> LakeFixture {
        let lake = try LakeFixture()
        try lake.commit("raw/ticks", 100..<104, rows: raw(100..<104), heartbeats: 1)
        try lake.commit("raw/ticks", 104..<110, rows: raw(104..<110), tombstones: 1)
        try lake.commit("bronze/ticks", 100..<110, rows: ticks(), heartbeats: 1, tombstones: 1)
        try lake.commit("quarantine/ticks", 100..<110, rows: bad())
        return lake
    }

    private func snapshot(_ name: String) throws -> Snapshot {
        let table = try DeltaTable(store: store, folder: StorePath(name), engine: "test/1")
        let schema = Self.schemas[name] ?? Schema([])
        let definition = TableDefinition(
            schema: schema,
            partitionColumns: schema.fields.map(\.name).filter { $0.hasSuffix("_date") },
            configuration: ["ticklake.pipeline": "p"])
        return try table.openOrCreate(definition, now: Self.now, using: &random)
    }

    /// Commits rows of the lane; `claimed` and `digested` are what the audit
    /// says of them instead of the truth, `lost` the part that is nowhere any more.
    func commit(
        _ name: String, _ range: Range<Int64>, rows: Batch, claimed: Int? = nil,
        digested: Batch? = nil,
        heartbeats: Int64 = 0, tombstones: Int64 = 0, lost: Range<Int64>? = nil
    ) throws {
        var snapshot = try snapshot(name)
        let partitioned = snapshot.metadata.partitionColumns
        var writer = try TableFileWriter(
            snapshot.table, snapshot.metadata,
            partition: partitioned.map { PartitionValue($0, "2026-01-05") }, using: &random)
        let columns = zip(rows.schema.fields, rows.columns)
            .filter { !partitioned.contains($0.0.name) }.map(\.1)
        try writer.append(columns: columns, rowCount: rows.rowCount)
        let file = try writer.finish(now: Self.now, tags: ["ticklake.lane": Self.lane])
        let audit: JSONValue = .object([
            "topic": .string("ticks"), "partition": .integer(0),
            "from": .integer(range.lowerBound), "until": .integer(range.upperBound),
            "records": .integer(Int64(range.count - (lost?.count ?? 0))),
            "rows": .integer(Int64(claimed ?? rows.rowCount)),
            "quarantined": .object(
                name.hasPrefix("quarantine") ? ["bad": .integer(Int64(rows.rowCount))] : [:]),
            "heartbeats": .integer(heartbeats), "tombstones": .integer(tombstones),
            "lost": .array(
                lost.map { [.array([.integer($0.lowerBound), .integer($0.upperBound)])] } ?? []),
            "digest": .string(String(RowDigest.digest(of: digested ?? rows), radix: 16)),
        ])
        let appID = "ticklake/p/ticks/0"
        let transaction = Transaction(
            operation: "STREAMING UPDATE", adds: [file],
            progress: [
                AppProgress(
                    appID: appID, from: snapshot.transaction(appID)?.version,
                    until: range.upperBound)
            ],
            info: [
                "ticklake": .object([
                    "pipeline": .string("p"), "configuration": .string("c"),
                    "lanes": .array([audit]),
                ])
            ])
        _ = try snapshot.commit(transaction, now: Self.now, using: &random)
    }

    /// Rewrites a table's files as one that lacks its first rows, as a faulty program would.
    func rewriteWithout(_ lost: Int, of name: String) throws {
        var snapshot = try snapshot(name)
        var rows = Batch(empty: snapshot.metadata.dataSchema)
        let names = rows.schema.fields.map(\.name)
        try snapshot.scan(columns: names) { rows.append(contentsOf: $0) }
        let kept = (Int32(lost)..<Int32(rows.rowCount)).map { $0 }
        let files = try snapshot.files()
        var writer = try TableFileWriter(
            snapshot.table, snapshot.metadata, partition: files[0].partitionValues,
            using: &random)
        try writer.append(rows.gathered(kept.span))
        let file = try writer.finish(
            now: Self.now, tags: ["ticklake.lane": Self.lane], dataChange: false)
        _ = try snapshot.commit(
            Transaction(
                operation: "OPTIMIZE", adds: [file],
                removes: files.map { $0.removal(at: Self.now, dataChange: false) }),
            now: Self.now, using: &random)
    }

    /// Sets a property of a table.
    func setProperty(_ key: String, _ value: String, of name: String) throws {
        let table = try DeltaTable(store: store, folder: StorePath(name), engine: "test/1")
        try table.setProperties([key: value], now: Self.now, using: &random)
    }

    /// Makes a table's first version one of the year 2020.
    func makeOld(_ name: String) throws {
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1_577_923_200)],
            ofItemAtPath: folder.path("\(name)/_delta_log/00000000000000000000.json"))
    }

    /// Turns over the bytes in the middle of every file of a folder.
    func damage(_ name: String) throws {
        let place = URL(fileURLWithPath: folder.path(name))
        let files = FileManager.default
        for file in try files.contentsOfDirectory(at: place, includingPropertiesForKeys: nil) {
            var bytes = [UInt8](try Data(contentsOf: file))
            for index in 4..<(bytes.count / 2) { bytes[index] ^= 0xFF }
            try Data(bytes).write(to: file)
        }
    }

    // MARK: Rows

    static func raw(_ offsets: Range<Int64>) -> Batch {
        let offsets = Array(offsets)
        var values = BinaryColumn()
        for offset in offsets {
            values.append(
                (offset.isMultiple(of: 2) ? Array("v\(offset)".utf8) : [0xFF, 0x01]).span)
        }
        return batch("raw/ticks", [.binary(values), .int64(Column(offsets)), dates(offsets.count)])
    }

    static func ticks() -> Batch {
        let prices: [Int64] = [1_500_000_000, -1, 0, 101_250_000_000, 2_000_000_000, 1_500_000_001]
        return batch(
            "bronze/ticks",
            [
                .binary(BinaryColumn(["AAPL", "MSFT", nil, "AAPL", "O'Neil, \"Co\"", ""])),
                .int64(Column(prices)),
                .int64(Column((0..<6).map { 1_767_623_400_000_000 + $0 * 1_500_000 })),
                .int64(Column([101, 102, 103, 104, 105, 106])), dates(6),
            ])
    }

    static func bad() -> Batch {
        batch(
            "quarantine/ticks",
            [
                .binary(BinaryColumn(["missing_field", "duplicate"])),
                .int64(Column([107, 108])),
            ])
    }

    private static func dates(_ count: Int) -> AnyColumn {
        .int32(Column([Int32](repeating: 20_458, count: count)))
    }

    private static func batch(_ name: String, _ columns: [AnyColumn]) -> Batch {
        Batch(
            schema: schemas[name] ?? Schema([]), columns: columns,
            rowCount: columns.first?.count ?? 0)
    }
}
