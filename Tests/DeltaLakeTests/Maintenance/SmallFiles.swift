import Bytes
import Columnar
import DeltaLake
import ObjectStorage
import TestSupport

/// A table that writers of several lanes fill with small files, and what it holds.
struct SmallFiles {
    let store: any ObjectStore
    private(set) var snapshot: Snapshot
    private(set) var random: SplitMix64

    static let folder = "lake/ticks"

    static func table(_ store: any ObjectStore) throws -> DeltaTable {
        try DeltaTable(store: store, folder: StorePath(folder), engine: "test/1")
    }

    init(
        _ store: any ObjectStore, seed: UInt64 = 1, configuration: [String: String] = [:]
    ) throws {
        self.store = store
        random = SplitMix64(seed: seed)
        let definition = TableDefinition(
            schema: Schema([
                Field("symbol", .string), Field("offset", .long),
                Field("price", .decimal(precision: 18, scale: 9)), Field("day", .date),
            ]),
            partitionColumns: ["day"], configuration: configuration)
        snapshot = try Self.table(store).openOrCreate(
            definition, now: Tables.now, using: &random)
    }

    /// Commits a file of a lane's offsets, and moves the lane on.
    mutating func append(_ offsets: Range<Int64>, lane: String = "t/0", day: Int32 = 20_000) throws
    {
        var writer = try TableFileWriter(
            snapshot.table, snapshot.metadata, partition: [.date("day", day: day)], using: &random)
        let rows = Self.columns(offsets)
        try writer.append(columns: rows, rowCount: offsets.count)
        let file = try writer.finish(now: Tables.now, tags: ["lane": lane])
        try snapshot.update()
        let from = snapshot.transaction(lane)?.version
        let outcome = try snapshot.commit(
            Transaction(
                operation: "STREAMING UPDATE", adds: [file],
                progress: [AppProgress(appID: lane, from: from, until: offsets.upperBound)]),
            now: Tables.now, using: &random)
        guard case .committed = outcome else { throw DeltaError(.contended, "\(outcome)") }
    }

    /// Moves a lane on over offsets without rows.
    mutating func move(_ lane: String, until: Int64) throws {
        try snapshot.update()
        let from = snapshot.transaction(lane)?.version
        let outcome = try snapshot.commit(
            Transaction(
                operation: "STREAMING UPDATE",
                progress: [AppProgress(appID: lane, from: from, until: until)]),
            now: Tables.now, using: &random)
        guard case .committed = outcome else { throw DeltaError(.contended, "\(outcome)") }
    }

    /// Takes the oldest file of a partition out, rows and all.
    @discardableResult
    mutating func deleteOne() throws -> Bool {
        try snapshot.update()
        guard let file = try snapshot.files().last else { return false }
        let outcome = try snapshot.commit(
            Transaction(operation: "DELETE", removes: [file.removal(at: Tables.now)]),
            now: Tables.now, using: &random)
        if case .committed = outcome { return true }
        return false
    }

    static func columns(_ offsets: Range<Int64>) -> [AnyColumn] {
        [
            .binary(BinaryColumn(offsets.map { $0 % 7 == 0 ? nil : "S\($0 * 31 % 11)" })),
            .int64(Column(Array(offsets))),
            .int64(Column(offsets.map { ($0 * 7_919 % 1_000) * 1_000_000 })),
        ]
    }

    /// The offsets in the table, in order, each as often as it is there.
    static func offsets(_ store: any ObjectStore, version: Int64? = nil) throws -> [Int64] {
        var offsets: [Int64] = []
        try table(store).snapshot(version: version).scan(columns: ["offset"]) { batch in
            guard case .int64(let column) = batch.columns[0] else { return }
            offsets += column.values
        }
        return offsets.sorted()
    }

    static func digest(_ store: any ObjectStore, version: Int64? = nil) throws -> UInt64 {
        var digest: UInt64 = 0
        try table(store).snapshot(version: version).scan { digest &+= RowDigest.digest(of: $0) }
        return digest
    }
}
