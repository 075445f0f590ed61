import Bytes
import Columnar
import DeltaLake
import JSONColumns
import ObjectStorage
import Parquet
import TestSupport
import Testing

@Suite("Column mapping")
struct ColumnMappingTests {
    /// A table whose file has the columns that a schema of ids gives, under whatever names.
    private func rows(_ file: Schema, mode: String) throws -> [String] {
        let store = MemoryStore()
        let sink = MemorySink()
        var writer = try ParquetWriter(schema: file, sink: sink)
        try writer.append(
            columns: [
                .int64(Column([1, 2])),
                .structure(
                    StructColumn(
                        fields: [.int32(Column([3, 4])), .binary(BinaryColumn(["x", "y"]))],
                        count: 2)),
                .list(
                    ListColumn(
                        offsets: [0, 1, 3],
                        elements: .structure(
                            StructColumn(fields: [.int64(Column([5, 6, 7]))], count: 3)))),
            ], rowCount: 2)
        let size = try writer.finish().size
        try store.put(StorePath("t/f.parquet"), sink.bytes)
        let lines = [
            #"{"protocol":{"minReaderVersion":2,"minWriterVersion":5}}"#,
            #"{"metaData":{"id":"x","format":{"provider":"parquet","options":{}},"schemaString":"#
                + JSONValue.string(schema.text).text
                + #","partitionColumns":["p"],"configuration":{"delta.columnMapping.mode":""#
                + mode + #""}}}"#,
            #"{"add":{"path":"f.parquet","partitionValues":{"c9":"7"},"size":\#(size),"#
                + #""modificationTime":0,"dataChange":true}}"#,
        ]
        try store.put(
            StorePath("t/_delta_log/00000000000000000000.json"),
            Array(lines.joined(separator: "\n").utf8))
        var rows: [String] = []
        try DeltaTable(store: store, folder: StorePath("t")).snapshot().scan { batch in
            for row in 0..<batch.rowCount {
                let cells = zip(batch.schema.fields, batch.columns).map {
                    CanonicalText.text(row, of: $1, $0.type)
                }
                rows.append(cells.joined(separator: "|"))
            }
        }
        return rows
    }

    private func field(_ name: String, _ id: Int, _ type: SchemaType) -> SchemaField {
        SchemaField(
            name, type,
            metadata: [
                SchemaField.idKey: .integer(Int64(id)),
                SchemaField.physicalNameKey: .string("c\(id)"),
            ])
    }

    /// The fields of the structure are in another order than in the file, and one is not there.
    private var schema: TableSchema {
        let element = SchemaType.structure([
            field("new", 8, .primitive(.string)), field("u", 6, .primitive(.long)),
        ])
        return TableSchema([
            field(
                "s", 2,
                .structure([
                    field("t", 4, .primitive(.string)), field("n", 3, .primitive(.long)),
                ])),
            field("a", 1, .primitive(.decimal(precision: 22, scale: 1))),
            field("p", 9, .primitive(.integer)),
            field("l", 5, .array(element: element, containsNull: true)),
            field("gone", 7, .void),
        ])
    }

    private func file(_ name: (Int) -> String, ids: Bool) -> Schema {
        func field(_ id: Int, _ type: DataType) -> Field {
            Field(name(id), type, id: ids ? id : nil)
        }
        return Schema([
            field(1, .long), field(2, .structure([field(3, .integer), field(4, .string)])),
            field(5, .array(element: .structure([field(6, .long)]), containsNull: true)),
        ])
    }

    private let expected = [
        "{t:\"x\",n:3}|1.0|7|[{new:null,u:5}]|null",
        "{t:\"y\",n:4}|2.0|7|[{new:null,u:6},{new:null,u:7}]|null",
    ]

    @Test("columns are found by their ids at any depth, whatever their names in the file")
    func byID() throws {
        #expect(try rows(file({ "x\($0 * 7 % 10)" }, ids: true), mode: "id") == expected)
    }

    @Test("columns are found by their physical names at any depth, ids or not")
    func byName() throws {
        for ids in [true, false] {
            #expect(try rows(file({ "c\($0)" }, ids: ids), mode: "name") == expected)
        }
    }

    @Test("a file without ids is refused where the table goes by them")
    func withoutIDs() {
        let error = #expect(throws: DeltaError.self) {
            try rows(file({ "c\($0)" }, ids: false), mode: "id")
        }
        #expect(error?.message.contains("no ids") == true)
    }
}
