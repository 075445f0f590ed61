import Bytes
import Columnar
import DeltaLake
import ObjectStorage
import TestSupport
import Testing

@Suite("The command changes")
struct ChangesCommandTests {
    private let folder: TemporaryFolder
    private let path: String

    /// A table with a feed since version 1, into which two rows came and one went.
    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("orders")
        var random = SplitMix64(seed: 1)
        let table = try DeltaTable(
            store: LocalStore(root: folder.path), folder: StorePath("orders"))
        let schema = Schema([Field("id", .long), Field("name", .string)])
        _ = try table.openOrCreate(TableDefinition(schema: schema), now: 1, using: &random)
        try table.setProperties(
            ["delta.enableChangeDataFeed": "true"], now: 2, using: &random)
        let rows = Batch(
            schema: schema,
            columns: [.int64(Column([1, 2])), .binary(BinaryColumn(["a", "b"]))], rowCount: 2)
        try table.append([rows], now: 3, using: &random)
        try table.delete(where: "id = 1", now: 4, using: &random)
    }

    private func changes(_ words: String...) throws -> ProcessResult {
        try Program.run(["changes", path, "--format", "csv"] + words)
    }

    @Test("rows come with what became of them, in the columns that are asked for")
    func rows() throws {
        let result = try changes("--from", "2", "--columns", "_change_type,id,_commit_version")
        #expect(
            result.output == """
                _change_type,id,_commit_version
                insert,1,2
                insert,2,2
                delete,1,3

                """, "\(result)")
        let whole = try changes("--from", "3")
        #expect(
            whole.output.hasPrefix("id,name,_change_type,_commit_version,_commit_timestamp\n1,a,"),
            "\(whole)")
    }

    @Test("versions without changes have a header all the same")
    func header() throws {
        let result = try changes("--from", "1", "--to", "1", "--columns", "id")
        #expect(result.output == "id\n" && result.status == 0, "\(result)")
    }

    @Test("what cannot be had is said with what can")
    func mistakes() throws {
        let cases: [([String], String)] = [
            (["--from", "0"], "no change feed for version 0"),
            (["--from", "9"], "it has versions 0"), (["--from", "2", "--to", "9"], " to 3 of "),
            (["--from", "2", "--columns", "_change_typ"], "did you mean `_change_type`?"),
        ]
        for (words, part) in cases {
            let result = try Program.run(["changes", path] + words)
            #expect(result.status == 64 && result.errors.contains(part), "\(result)")
        }
    }
}
