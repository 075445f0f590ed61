import Bytes
import Columnar
import DeltaLake
import ObjectStorage
import TestSupport
import Testing

@Suite("Partition values")
struct PartitionValueTests {
    private let types: [(name: String, type: DataType)] = [
        ("boolean", .boolean), ("byte", .byte), ("short", .short), ("integer", .integer),
        ("long", .long), ("float", .float), ("double", .double),
        ("decimal", .decimal(precision: 10, scale: 2)),
        ("wide", .decimal(precision: 38, scale: 10)), ("string", .string), ("binary", .binary),
        ("date", .date), ("timestamp", .timestamp), ("ntz", .timestampNTZ),
    ]

    /// What a reader sees of one file with one row, whose partition has these texts.
    private func read(_ texts: [String: String?]) throws -> [String: String] {
        var random = SplitMix64(seed: 1)
        let store = MemoryStore()
        let table = try DeltaTable(store: store, folder: StorePath("t"))
        let definition = TableDefinition(
            schema: Schema([Field("a", .long)] + types.map { Field($0.name, $0.type) }),
            partitionColumns: types.map(\.name))
        var snapshot = try table.openOrCreate(definition, now: 0, using: &random)
        let values = types.map { PartitionValue($0.name, texts[$0.name] ?? nil) }
        var writer = try TableFileWriter(
            table, snapshot.metadata, partition: values, using: &random)
        try writer.append(columns: [.int64(Column([1]))], rowCount: 1)
        let file = try writer.finish(now: 0)
        _ = try snapshot.commit(
            Transaction(operation: "WRITE", adds: [file]), now: 0, using: &random)
        var seen: [String: String] = [:]
        try table.snapshot().scan { batch in
            for (field, column) in zip(batch.schema.fields, batch.columns) {
                seen[field.name] = CanonicalText.text(0, of: column, field.type)
            }
        }
        return seen
    }

    @Test("texts are read as values of the column's type")
    func texts() throws {
        let seen = try read([
            "boolean": "true", "byte": "-128", "short": "32767", "integer": "-5",
            "long": "9223372036854775807", "float": "1.5", "double": "-Infinity",
            "decimal": "-12.5", "wide": "1E3", "string": "__HIVE_DEFAULT_PARTITION__",
            "binary": "é", "date": "0001-01-01", "timestamp": "1969-12-31 23:59:59.999999",
            "ntz": "2021-11-18",
        ])
        #expect(
            seen == [
                "a": "1", "boolean": "true", "byte": "-128", "short": "32767", "integer": "-5",
                "long": "9223372036854775807", "float": "3ff8000000000000",
                "double": "fff0000000000000", "decimal": "-12.50", "wide": "1000.0000000000",
                "string": "\"__HIVE_DEFAULT_PARTITION__\"", "binary": "xc3a9",
                "date": "-719162", "timestamp": "-1", "ntz": "1637193600000000",
            ])
    }

    @Test("no text, or an empty one, is null")
    func nulls() throws {
        let none = try read([:])
        let empty = try read(Dictionary(uniqueKeysWithValues: types.map { ($0.name, "") }))
        #expect(none == empty)
        #expect(none.values.filter { $0 == "null" }.count == types.count)
    }

    @Test(
        "a text that is no value of the type is an error that names it",
        arguments: [
            ("boolean", "1"), ("byte", "128"), ("short", "1.0"), ("integer", "x"),
            ("long", "9223372036854775808"), ("float", "one"), ("decimal", "1.234"),
            ("date", "yesterday"), ("timestamp", "999999-01-01"), ("ntz", "2021-11-18 25:00:00"),
        ])
    func nonsense(column: String, text: String) {
        let error = #expect(throws: DeltaError.self) { try read([column: text]) }
        #expect(error?.kind == .corrupt)
        #expect(error?.message.contains("`\(text)`") == true)
    }
}
