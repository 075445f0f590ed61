import Columnar
import DeltaLake
import Foundation
import JSONColumns
import ObjectStorage
import TestSupport
import Testing

/// One file by several names.
@Suite("The same file under two paths") struct FileKeyTests {
    @Test("a file is removed by its path with and without a scheme", arguments: [false, true])
    func schemes(hasCheckpoint: Bool) throws {
        let store = MemoryStore()
        let table = try Tables.create(store).table
        func commit(_ version: Int, _ action: String) throws {
            let name = "0000000000000000000\(version).json"
            try store.put(StorePath("lake/ticks/_delta_log/\(name)"), Array(action.utf8))
        }
        let rest =
            #""partitionValues":{},"size":1,"modificationTime":1,"dataChange":true"#
        try commit(
            1,
            #"{"add":{"path":"file:///a/x%20y",\#(rest)}}"# + "\n"
                + #"{"add":{"path":"/a/z",\#(rest)}}"# + "\n"
                + #"{"add":{"path":"s3:///a/z",\#(rest)}}"#)
        if hasCheckpoint { _ = try table.snapshot().writeCheckpoint(now: Tables.now) }
        try commit(2, #"{"remove":{"path":"/a/x%20y","dataChange":true}}"#)
        try commit(3, #"{"remove":{"path":"file:/a/z","dataChange":true}}"#)
        for keepingFiles in [false, true] {
            let snapshot = try table.snapshot(keepingFiles: keepingFiles)
            #expect(try snapshot.files().map(\.path) == ["s3:///a/z"])
        }
    }
}

@Suite(
    "Paths that are given whole",
    .enabled(if: GoldenTables.folder != nil, GoldenTables.isMissing))
struct WholePathTests {
    private let golden = "krs-table-with-dv-small"

    /// A copy of a table whose log names its files, and those of its deletion vectors, by whole
    /// paths that begin so.
    private func copy(to store: any ObjectStore, prefix: String) throws {
        let table = try GoldenTables.table(golden)
        for object in try table.store.list(table.folder) {
            var bytes = try table.store.get(object.path)
            if object.path.name.hasSuffix(".json") {
                var lines: [String] = []
                for line in bytes.split(separator: 10) {
                    lines.append(try whole(JSONValue(parsing: Array(line)), prefix).text)
                }
                bytes = Array(lines.joined(separator: "\n").utf8)
            }
            try store.put(object.path, bytes)
        }
    }

    private func whole(_ line: JSONValue, _ prefix: String) throws -> JSONValue {
        guard var object = line.object, let kind = object.members.first?.name,
            kind == "add" || kind == "remove", var file = object[kind]?.object,
            let path = file["path"]?.string
        else { return line }
        file["path"] = .string("\(prefix)/\(path)")
        if var vector = file["deletionVector"]?.object {
            vector["storageType"] = .string("p")
            let name = "deletion_vector_61d16c75-6994-46b7-a15b-8b538852e50e.bin"
            vector["pathOrInlineDv"] = .string("\(prefix)/\(name)")
            file["deletionVector"] = .object(vector)
        }
        object[kind] = .object(file)
        return .object(object)
    }

    private func rowCount(_ table: DeltaTable) throws -> Int {
        var count = 0
        try table.snapshot().scan { count += $0.rowCount }
        return count
    }

    @Test("files are found by what the table knows as its location")
    func located() throws {
        let bucket = "s3a://bucket/lake/table"
        for (prefix, location) in [
            (bucket, bucket), (bucket, "\(bucket)/"), ("file:///lake/t%20a", "/lake/t a"),
            ("/lake/table", "file:/lake/table"), ("file:/lake/table", "/lake/table"),
        ] {
            let store = MemoryStore()
            try copy(to: store, prefix: prefix)
            let folder = try StorePath("table")
            let table = try DeltaTable(store: store, folder: folder, location: location)
            #expect(try rowCount(table) == 8, "\(prefix)")
            for other in [nil, "s3a://bucket/lake/tab", "/lak"] {
                let error = #expect(throws: DeltaError.self) {
                    try rowCount(DeltaTable(store: store, folder: folder, location: other))
                }
                #expect(error?.kind == .unsupported)
            }
        }
    }

    @Test("a table in a local folder knows its location")
    func local() throws {
        let folder = try TemporaryFolder()
        let store = LocalStore(root: folder.path)
        try copy(to: store, prefix: "file://\(folder.path)/table")
        #expect(try rowCount(DeltaTable(store: store, folder: StorePath("table"))) == 8)
    }

    @Test("vacuum keeps files that whole paths name, by whatever name the folder goes")
    func vacuum() throws {
        for location in [nil, "/lake/table", "/link/table"] {
            let store = MemoryStore(now: { 0 })
            try copy(to: store, prefix: "file:///lake/table")
            let folder = try StorePath("table")
            let before = try store.list(folder).count
            let table = try DeltaTable(store: store, folder: folder, location: location)
            _ = try table.vacuum(VacuumOptions(), now: 4_000_000_000_000) { _ in }
            #expect(try store.list(folder).count == before)
            let readable = try DeltaTable(
                store: store, folder: folder, location: "/lake/table")
            #expect(try rowCount(readable) == 8)
        }
    }

    @Test("a path that only looks whole is one within the table")
    func relative() throws {
        let table = try DeltaTable(store: MemoryStore(), folder: StorePath("t"))
        for path in ["ts=10:30/a.parquet", "a:b/c.parquet", "1a.b/c"] {
            let file = AddFile(path: path, size: 1, modificationTime: 0)
            #expect(try table.path(of: file).text == "t/\(path)")
        }
        for path in ["/a", "file:/a", "s3://b/c", "../a", "a/../../b", "a//b", ""] {
            let file = AddFile(path: path, size: 1, modificationTime: 0)
            #expect(throws: DeltaError.self) { try table.path(of: file) }
        }
    }
}
