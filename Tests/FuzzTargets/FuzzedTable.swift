import Columnar
import DeltaLake
import JSONColumns
import ObjectStorage
import Parquet

/// A small table whose parts are damaged one by one.
enum FuzzedTable {
    static let folder = path("t")
    static let log = path("t/_delta_log")
    static let vector = path("t/deletion_vector_d2c639aa-8816-431a-aaf6-d3fe2512ff61.bin")

    static let protocolLine: [UInt8] = {
        let features =
            #"["deletionVectors","columnMapping","v2Checkpoint","timestampNtz","typeWidening"]"#
        let writers =
            #"["deletionVectors","columnMapping","v2Checkpoint","timestampNtz","typeWidening","#
            + #""changeDataFeed","checkConstraints","generatedColumns","invariants"]"#
        return Array(
            (#"{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":"#
                + #"\#(features),"writerFeatures":\#(writers)}}"# + "\n").utf8)
    }()

    static let schema =
        #"{"type":"struct","fields":[{"name":"a","type":"long","nullable":true,"metadata":{}},"#
        + #"{"name":"p","type":"timestamp","nullable":true,"metadata":{}}]}"#

    /// Every table has a change feed, so that it can be read.
    static let firstCommit = commit(schema: schema, with: [:])

    /// The first commit of a table with one file.
    static func commit(schema: String, with properties: JSONObject) -> [UInt8] {
        var writer = JSONWriter()
        writer.append(metadata(schema: schema, with: properties))
        let add =
            #"{"add":{"path":"f.parquet","partitionValues":{"p":"2026-01-02 03:04:05"},"size":400,"#
            + #""modificationTime":1,"dataChange":true,"stats":"{\"numRecords\":9}"}}"#
        return protocolLine + writer.copy() + Array("\n\(add)\n".utf8)
    }

    static let commitWithVector = Array(
        (#"{"remove":{"path":"f.parquet","dataChange":true,"deletionTimestamp":1}}"# + "\n"
            + #"{"add":{"path":"f.parquet","partitionValues":{"p":null},"size":400,"#
            + #""modificationTime":1,"dataChange":true,"deletionVector":{"storageType":"u","#
            + #""pathOrInlineDv":"vBn[lx{q8@P<9BNH/isA","offset":1,"sizeInBytes":36,"#
            + #""cardinality":2}}}"# + "\n").utf8)

    static func metadata(schema: String, with properties: JSONObject = [:]) -> JSONValue {
        var configuration: JSONObject = ["delta.enableChangeDataFeed": .string("true")]
        for member in properties.members { configuration[member.name] = member.value }
        return .object([
            "metaData": .object([
                "id": .string("5fba94ed-9794-4965-ba6e-6ee3c0d22af9"),
                "format": .object(["provider": .string("parquet"), "options": .object([:])]),
                "schemaString": .string(schema), "partitionColumns": .array([.string("p")]),
                "configuration": .object(configuration), "createdTime": .integer(1),
            ])
        ])
    }

    /// Reads whatever a table has, up to the rows of its files and of its change feed.
    static func readAll(_ store: MemoryStore) throws {
        try store.put(folder.appending("f.parquet"), dataFile)
        let table = try DeltaTable(store: store, folder: folder)
        let snapshot = try table.snapshot(keepingFiles: true)
        allowingRefusal { _ = try table.history(limit: 3) }
        allowingRefusal { _ = try table.version(at: 1_000_000) }
        allowingRefusal { try table.changes(from: max(0, snapshot.version - 3)) { _ in } }
        allowingRefusal {
            _ = try table.checksum(ofVersion: snapshot.version)?.differences(from: snapshot)
        }
        var files = 0
        try snapshot.forEachFile { file in
            files += 1
            _ = file.rowCount
            allowingRefusal { try snapshot.read(file) { _ in } }
        }
        let count = try snapshot.files().count
        precondition(files == count, "files are counted in two ways")
    }

    /// Runs what may be refused without an end to all else.
    static func allowingRefusal(_ body: () throws -> Void) {
        do {
            try body()
        } catch is DeltaError {
        } catch is StoreError {
        } catch is ParquetError {
        } catch {
            fatalError("an error of another kind: \(error)")
        }
    }

    private static let dataFile: [UInt8] = {
        do {
            let sink = MemorySink()
            let schema = Schema([Field("a", .long)])
            var writer = try ParquetWriter(schema: schema, sink: sink)
            let column = AnyColumn.int64(Column((0..<9).map { Int64($0) }))
            try writer.append(Batch(schema: schema, columns: [column], rowCount: 9))
            _ = try writer.finish()
            return sink.bytes
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    static func path(_ text: String) -> StorePath {
        do { return try StorePath(text) } catch { preconditionFailure("\(error)") }
    }
}
