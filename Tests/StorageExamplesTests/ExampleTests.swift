import Foundation
import TestSupport
import Testing

/// The examples print what the articles say, one after the other in one folder.
@Suite("The examples of the storage libraries")
struct ExampleTests {
    private static let expected: [(name: String, output: String)] = [
        ("write-a-file", "2 rows, \\d+ bytes"),
        (
            "read-a-file",
            """
            symbol: string
            price: decimal\\(precision: 18, scale: 2\\)
            AAPL 19025 hundredths
            MSFT 41100 hundredths
            """
        ),
        (
            "keep-objects",
            """
            created exists
            \\[2, 2\\]
            big/object 3000
            locks/leader 2
            ticks.parquet \\d+
            """
        ),
        ("create-a-table", "committed\\(version: 1\\)"),
        (
            "open-a-table",
            """
            version 1, columns \\["symbol", "size"\\]
            total size 300
            """
        ),
        (
            "append-exactly-once",
            """
            attempt 1: committed\\(version: 2\\)
            attempt 2: fenced\\(\\["feed/0": Optional\\(3\\)\\]\\)
            """
        ),
        (
            "travel-in-time",
            """
            version 2: STREAMING UPDATE, 1 files more
            version 1: WRITE, 1 files more
            version 0: CREATE TABLE, 0 files more
            version 0 had 0 rows
            version 1 had 2 rows
            version 2 had 5 rows
            the newest of now is 2
            """
        ),
        (
            "implement-a-store",
            """
            \\[1, 2, 3\\]
            denied the store is read-only \\(path=`a`\\)
            """
        ),
        (
            "handle-errors",
            """
            there is no such table
            there is no such object
            tell the operator: name another place
            try again later
            """
        ),
    ]

    @Test("print what they are said to, and other readers see the same rows")
    func run() throws {
        let folder = try TemporaryFolder()
        let program = PackageFolder.products.appendingPathComponent("StorageExamples")
        for (name, output) in Self.expected {
            let result = try TestSupport.run(program.path, [name, folder.path])
            #expect(result.status == 0, "\(name): \(result)")
            let pattern = try Regex("\(output)\\n")
            #expect(result.output.wholeMatch(of: pattern) != nil, "\(name): \(result)")
        }
        let usage = try TestSupport.run(program.path, ["nothing", folder.path])
        #expect(usage.status == 64)
        for (name, _) in Self.expected { #expect(usage.output.contains(name)) }
        try Self.compareWithOthers(folder.path)
    }

    private static func compareWithOthers(_ folder: String) throws {
        guard let python = PythonEnvironment.current else {
            return print("not compared: \(PythonEnvironment.isMissing)")
        }
        let script = """
            import sys, deltalake, pyarrow, pyarrow.parquet
            table = deltalake.QueryBuilder().register(
                "t", deltalake.DeltaTable(sys.argv[1] + "/ticks"))
            rows = pyarrow.table(
                table.execute("select symbol, size from t order by size").read_all())
            print([tuple(r.values()) for r in rows.to_pylist()])
            print([tuple(r.values()) for r in
                pyarrow.parquet.read_table(sys.argv[1] + "/ticks.parquet").to_pylist()])
            """
        let result = try python.run(script: script, [folder])
        #expect(
            result.output == """
                [('S0', 0), ('S1', 1), ('S2', 2), ('AAPL', 100), ('MSFT', 200)]
                [('AAPL', Decimal('190.25')), ('MSFT', Decimal('411.00'))]

                """, "\(result)")
    }
}
