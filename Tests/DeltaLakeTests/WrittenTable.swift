import Bytes
import Columnar
import DeltaLake
import JSONColumns
import ObjectStorage
import Parquet
import TestSupport

/// A table with every kind of column that the lake has.
///
/// `Tests/Oracle/written_table.py` recomputes its rows from their numbers.
struct WrittenTable {
    private(set) var snapshot: Snapshot
    private var random = SplitMix64(seed: 42)
    private let options: ParquetWriterOptions

    static let definition = TableDefinition(
        schema: Schema([
            Field("offset", .long), Field("symbol", .string), Field("event_time", .timestamp),
            Field("price", .decimal(precision: 18, scale: 9)),
            Field("volume", .decimal(precision: 38, scale: 8)), Field("size", .integer),
            Field("is_odd", .boolean), Field("deviation", .double), Field("value", .binary),
            Field("note", .string), Field("day", .date),
            Field(
                "headers",
                .array(
                    element: .structure([Field("key", .string), Field("value", .binary)]),
                    containsNull: true)),
            Field("event_date", .date), Field("interval", .string),
        ]),
        partitionColumns: ["event_date", "interval"],
        configuration: ["ticklake.pipeline": "test"], name: "written",
        description: "a test's table")

    init(
        _ store: any ObjectStore, options: ParquetWriterOptions = ParquetWriterOptions()
    ) throws {
        self.options = options
        let table = try DeltaTable(store: store, folder: StorePath("t"), engine: "test/1")
        snapshot = try table.openOrCreate(
            WrittenTable.definition, now: Tables.now, using: &random)
    }

    /// Commits the rows of those numbers: a file for each date, and the step of the lane.
    mutating func append(_ rows: Range<Int>) throws {
        var adds: [AddFile] = []
        for date in 0..<3 {
            let numbers = rows.filter { $0 % 3 == date }
            guard !numbers.isEmpty else { continue }
            var writer = try TableFileWriter(
                snapshot.table, snapshot.metadata,
                partition: [
                    .date("event_date", day: Int32(20_777 + date)),
                    PartitionValue("interval", [nil, "1m", "a b/c:é%25"][date]),
                ], options: options, using: &random)
            try writer.append(columns: WrittenTable.columns(numbers), rowCount: numbers.count)
            adds.append(try writer.finish(now: Tables.now, tags: ["ticklake.lane": "t/0"]))
        }
        let from = snapshot.transaction("lane")?.version
        try commit(
            Transaction(
                operation: "STREAMING UPDATE", adds: adds,
                progress: [AppProgress(appID: "lane", from: from, until: Int64(rows.upperBound))],
                info: ["ticklake": .object(["rows": .integer(Int64(rows.count))])]))
    }

    /// Commits the step of another lane, without rows.
    mutating func step() throws {
        let from = snapshot.transaction("idle")?.version
        try commit(
            Transaction(
                operation: "STREAMING UPDATE",
                progress: [AppProgress(appID: "idle", from: from, until: (from ?? 0) + 1)]))
    }

    private mutating func commit(_ transaction: Transaction) throws {
        let outcome = try snapshot.commit(transaction, now: Tables.now, using: &random)
        precondition(outcome == .committed(version: snapshot.version), "nobody else writes")
    }

    /// The columns of rows, but for the partition columns.
    static func columns(_ numbers: [Int]) -> [AnyColumn] {
        var symbols = BinaryColumn()
        var values = BinaryColumn()
        var odd = Column<Bool>()
        var headers = ListColumn(
            elements: .structure(
                StructColumn(empty: [Field("key", .string), Field("value", .binary)])),
            validity: Bitmap())
        var keys: [String?] = []
        var bytes = BinaryColumn()
        for number in numbers {
            if number % 11 == 0 {
                symbols.appendNull()
            } else {
                symbols.append(symbol(number).span)
            }
            values.append([0, UInt8(number & 255), 0xff].span)
            if number % 5 == 0 {
                odd.appendNull(placeholder: false)
            } else {
                odd.append(number % 2 == 1)
            }
            for index in 0..<(number % 4 == 0 ? 0 : number % 3) {
                keys.append("k\(index)")
                bytes.append([UInt8(number & 255)].span)
            }
            headers.offsets.append(Int32(keys.count))
            headers.validity?.append(number % 4 != 0)
        }
        headers.elements = .structure(
            StructColumn(
                fields: [.binary(BinaryColumn(keys)), .binary(bytes)], count: keys.count))
        return [
            .int64(Column(numbers.map { Int64($0) })), .binary(symbols),
            .int64(Column(numbers.map { 1_795_000_000_000_123 + Int64($0) * 1_000_001 })),
            .int64(Column(numbers.map { Int64($0) * 123_456_789 - 5_000_000_000 })),
            .int128(Column(numbers.map { Int128($0) * 100_000_000_000_000_000_001 - 7 })),
            .int32(Column(numbers.map { Int32($0) * 3 - 50 })), .boolean(odd),
            .double(Column(numbers.map { Double($0) / 8 - 1 })), .binary(values),
            .binary(BinaryColumn(numbers.map { _ in nil })),
            .int32(Column(numbers.map { Int32($0) - 100 })), .list(headers),
        ]
    }

    private static func symbol(_ number: Int) -> [UInt8] {
        Array("S\(number % 7)-é😀\(String(repeating: "x", count: number % 40))".utf8)
    }
}
