import Columnar
import DeltaLake
import JSONColumns
import TestSupport
import Testing

@Suite("Table schemas")
struct TableSchemaTests {
    private let text = """
        {"type":"struct","fields":[{"name":"a","type":"integer","nullable":false,"metadata":\
        {"delta.columnMapping.id":4,"delta.columnMapping.physicalName":"col-4",\
        "somebody.knows":{"deep":[1,2.50]}}},{"name":"s","type":{"type":"struct","fields":[{"name":\
        "x","type":"decimal(10,2)","nullable":true,"metadata":{"comment":"é\\"",\
        "delta.columnMapping.id":6,"delta.columnMapping.physicalName":"col-6"}}]},"nullable":true,\
        "metadata":{"delta.columnMapping.id":5,"delta.columnMapping.physicalName":"col-5"}},{"name":\
        "m","type":{"type":"map","keyType":"string","valueType":{"type":"array","elementType":\
        {"type":"struct","fields":[{"name":"y","type":"timestamp_ntz","nullable":true,"metadata":\
        {"delta.columnMapping.id":8,"delta.columnMapping.physicalName":"col-8","z":null}}]},\
        "containsNull":false},"valueContainsNull":true},"nullable":true,"metadata":\
        {"delta.columnMapping.id":7,"delta.columnMapping.physicalName":"col-7"}}]}
        """

    @Test("metadata at any depth is kept when a schema is written anew")
    func keepsMetadata() throws {
        let schema = try TableSchema(parsing: text)
        #expect(schema.text == text)
        #expect(try TableSchema(parsing: schema.text) == schema)
        var paths: [String] = []
        schema.forEachField { _, path in paths.append(path.joined(separator: ".")) }
        #expect(paths == ["a", "s", "s.x", "m", "m.value.element.y"])
    }

    @Test("columns are known to users by their names, to files by physical names and ids")
    func physicalColumns() throws {
        let schema = try TableSchema(parsing: text)
        #expect(
            schema.columns.fields[1]
                == Field("s", .structure([Field("x", .decimal(precision: 10, scale: 2))])))
        #expect(schema.physicalColumns(.none) == schema.columns)
        let physical = schema.physicalColumns(.id).fields
        #expect(physical.map(\.name) == ["col-4", "col-5", "col-7"])
        #expect(physical.map(\.id) == [4, 5, 7])
        #expect(
            physical[1].type
                == .structure([Field("col-6", .decimal(precision: 10, scale: 2), id: 6)]))
        let element = DataType.structure([Field("col-8", .timestampNTZ, id: 8)])
        #expect(
            physical[2].type
                == .map(
                    key: .string, value: .array(element: element, containsNull: false),
                    valueContainsNull: true))
    }

    @Test("a void column is null for readers and in no file; others keep their unknown types")
    func voidAndUnknown() throws {
        let schema = TableSchema([
            SchemaField("n", .void), SchemaField("v", .unknown("variant")),
            SchemaField("a", .primitive(.long)),
        ])
        #expect(try TableSchema(parsing: schema.text) == schema)
        #expect(schema.columns.fields.map(\.name) == ["n", "a"])
        #expect(schema.physicalColumns(.none).fields.map(\.name) == ["a"])
    }

    @Test("a bit flip or a cut is refused or read, never a trap")
    func damage() throws {
        let whole = Array(text.utf8)
        for index in whole.indices {
            var damaged = whole
            damaged[index] ^= 1 << UInt8(index % 8)
            for bytes in [damaged, Array(whole[..<index])] {
                do {
                    _ = try TableSchema(parsing: String(decoding: bytes, as: UTF8.self)).columns
                } catch let error as DeltaError {
                    #expect(error.kind == .corrupt)
                }
            }
        }
    }
}
