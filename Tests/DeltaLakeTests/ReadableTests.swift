import DeltaLake
import JSONColumns
import ObjectStorage
import TestSupport
import Testing

@Suite("What tables need of readers")
struct ReadableTests {
    /// A table of one commit with a protocol, one column and properties.
    private func snapshot(
        _ needs: String, column: String = #""type":"long","metadata":{}"#, properties: String = ""
    ) throws -> Snapshot {
        let schema = #"{"type":"struct","fields":[{"name":"a","nullable":true,\#(column)}]}"#
        let lines = [
            #"{"protocol":{\#(needs)}}"#,
            #"{"metaData":{"id":"x","format":{"provider":"parquet","options":{}},"schemaString":"#
                + JSONValue.string(schema).text
                + #","partitionColumns":[],"configuration":{\#(properties)}}}"#,
        ]
        let store = MemoryStore()
        try store.put(
            StorePath("t/_delta_log/00000000000000000000.json"),
            Array(lines.joined(separator: "\n").utf8))
        return try DeltaTable(store: store, folder: StorePath("t")).snapshot()
    }

    private func needs(_ features: String...) -> String {
        let list = features.map { "\"\($0)\"" }.joined(separator: ",")
        return #""minReaderVersion":3,"minWriterVersion":7,"readerFeatures":[\#(list)],"#
            + #""writerFeatures":[\#(list)]"#
    }

    @Test(
        "features that are read are let through",
        arguments: [
            "columnMapping", "deletionVectors", "timestampNtz", "v2Checkpoint", "typeWidening",
            "typeWidening-preview", "vacuumProtocolCheck", "rowTracking", "clustering",
            "icebergCompatV2", "identityColumns", "allowColumnDefaults", "checkpointProtection",
        ])
    func readable(feature: String) throws { _ = try snapshot(needs(feature)) }

    @Test(
        "features that are not read are refused by name",
        arguments: [
            "catalogManaged", "catalogOwned-preview", "variantType", "variantShredding-preview",
            "timestampNanos", "geospatial", "",
        ])
    func unreadable(feature: String) {
        let error = #expect(throws: DeltaError.self) {
            try snapshot(needs("deletionVectors", feature))
        }
        #expect(error?.kind == .unsupported)
        #expect(error?.message.contains("it uses \(feature), which") == true)
    }

    @Test("older versions imply what they imply, newer ones are refused by number")
    func versions() throws {
        for (reader, writer) in [(1, 1), (1, 2), (1, 6), (2, 5), (2, 7), (1, 99)] {
            _ = try snapshot(#""minReaderVersion":\#(reader),"minWriterVersion":\#(writer)"#)
        }
        for reader in [4, 99] {
            let error = #expect(throws: DeltaError.self) {
                try snapshot(#""minReaderVersion":\#(reader),"minWriterVersion":7"#)
            }
            #expect(error?.message.contains("reader version \(reader)") == true)
        }
    }

    @Test(
        "types and changes of type that are not read are refused by name",
        arguments: [
            (#""type":"interval","metadata":{}"#, "`interval`"),
            (#""type":{"type":"array","elementType":"variant","containsNull":true}"#, "`variant`"),
            (
                #""type":"integer","metadata":{"delta.typeChanges":"#
                    + #"[{"fromType":"string","toType":"integer"}]}"#, "from `string` to `integer`"
            ),
            (
                #""type":"decimal(10,2)","metadata":{"delta.typeChanges":"#
                    + #"[{"fromType":"decimal(8,3)","toType":"decimal(10,2)"}]}"#, "`decimal(8,3)`"
            ),
        ])
    func types(column: String, name: String) {
        let error = #expect(throws: DeltaError.self) {
            try snapshot(needs("typeWidening"), column: column)
        }
        #expect(error?.kind == .unsupported)
        #expect(error?.message.contains(name) == true, "\(error?.message ?? "")")
    }

    @Test("changes of type that the protocol allows are let through")
    func widened() throws {
        for (from, to) in [
            ("byte", "long"), ("integer", "double"), ("float", "double"), ("date", "timestamp_ntz"),
            ("decimal(8,2)", "decimal(12,4)"), ("long", "decimal(20,0)"),
        ] {
            let changes = #"[{"fromType":"\#(from)","toType":"\#(to)"}]"#
            _ = try snapshot(
                needs("typeWidening"),
                column: #""type":"\#(to)","metadata":{"delta.typeChanges":\#(changes)}"#)
        }
    }

    @Test("column mapping without ids and names, or of an unknown kind, is refused")
    func mapping() throws {
        let mode = #""delta.columnMapping.mode":"#
        for value in ["name", "id"] {
            let error = #expect(throws: DeltaError.self) {
                try snapshot(needs("columnMapping"), properties: "\(mode)\"\(value)\"")
            }
            #expect(error?.message.contains("column `a`") == true)
        }
        let error = #expect(throws: DeltaError.self) {
            try snapshot(needs("columnMapping"), properties: "\(mode)\"other\"")
        }
        #expect(error?.kind == .unsupported)
        let column =
            #""type":"void","metadata":{"delta.columnMapping.id":1,"#
            + #""delta.columnMapping.physicalName":"p"}"#
        _ = try snapshot(needs("columnMapping"), column: column, properties: "\(mode)\"name\"")
    }
}
