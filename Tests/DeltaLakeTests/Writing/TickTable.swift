import Bytes
import Columnar
import DeltaLake
import ObjectStorage
import TestSupport

/// A table of ticks partitioned by day, and rows for it.
struct TickTable {
    let table: DeltaTable
    var random = SplitMix64(seed: 5)

    static let schema = Schema([
        Field("symbol", .string, isNullable: false),
        Field("price", .decimal(precision: 18, scale: 2)), Field("size", .integer),
        Field("at", .structure([Field("venue", .string), Field("lot", .integer)])),
        Field("time", .timestamp), Field("day", .date),
    ])

    init(
        _ store: any ObjectStore, partitioned: Bool = true, properties: [String: String] = [:]
    ) throws {
        table = try DeltaTable(store: store, folder: StorePath("t"), engine: "test/1")
        _ = try table.openOrCreate(
            TableDefinition(
                schema: TickTable.schema, partitionColumns: partitioned ? ["day"] : [],
                configuration: properties), now: Tables.now, using: &random)
    }

    /// Rows of numbers: symbol `S<n>`, price n.50, size n, venue X for even n, a day for each 10.
    static func rows(_ numbers: some Collection<Int>) -> Batch {
        let count = numbers.count
        let times = numbers.map { Int64(20_000 + $0 / 10) * 86_400_000_000 + Int64($0) }
        return Batch(
            schema: schema,
            columns: [
                .binary(BinaryColumn(numbers.map { "S\($0)" })),
                .int64(Column(numbers.map { Int64($0) * 100 + 50 })),
                .int32(Column(numbers.map { Int32($0) })),
                .structure(
                    StructColumn(
                        fields: [
                            .binary(BinaryColumn(numbers.map { $0 % 2 == 0 ? "X" : "Y" })),
                            .int32(Column(numbers.map { Int32($0 * 2) })),
                        ], count: count)),
                .int64(Column(times)),
                .int32(Column(numbers.map { Int32(20_000 + $0 / 10) })),
            ], rowCount: count)
    }

    /// The sizes of all rows of the newest version, in order.
    func sizes() throws -> [Int] {
        var sizes: [Int] = []
        try table.snapshot().scan(columns: ["size"]) { batch in
            guard case .int32(let column) = batch.columns[0] else { return }
            sizes += column.values.map { Int($0) }
        }
        return sizes.sorted()
    }

    @discardableResult
    mutating func append(_ numbers: some Collection<Int>) throws -> WriteResult {
        try table.append([TickTable.rows(numbers)], now: Tables.now, using: &random)
    }

    @discardableResult
    mutating func delete(_ condition: String) throws -> WriteResult {
        try table.delete(where: condition, now: Tables.now, using: &random)
    }

    @discardableResult
    mutating func overwrite(
        _ numbers: some Collection<Int>, where condition: String? = nil
    ) throws -> WriteResult {
        try table.overwrite(
            [TickTable.rows(numbers)], where: condition, now: Tables.now, using: &random)
    }

    @discardableResult
    mutating func evolve(_ changes: SchemaChange...) throws -> Snapshot {
        try table.evolve(changes, now: Tables.now, using: &random)
    }

    @discardableResult
    mutating func set(_ properties: [String: String]) throws -> Snapshot {
        try table.setProperties(properties, now: Tables.now, using: &random)
    }

    @discardableResult
    mutating func addConstraint(_ name: String, _ expression: String) throws -> Snapshot {
        try table.addConstraint(name, expression, now: Tables.now, using: &random)
    }
}
