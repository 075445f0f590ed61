import Columnar
import Foundation
import Parquet
import TestSupport
import Testing

/// Types, nesting, codecs and pages by the dice, there and back.
@Suite struct RandomSchemaTests {
    @Test("what we write of any schema others read, and what they write of it we read")
    func thereAndBack() throws {
        let python = try PythonEnvironment.required()
        let folder = try TemporaryFolder("ticklake-schemas")
        for seed in RandomTable.seeds {
            let table = RandomTable(seed: seed)
            let file = try write(table.schema, table.rows, batchRows: 13, options: table.options)
            #expect(try read(file.bytes).rows == table.rows, "seed \(seed)")
            try InteropTests.store(file.bytes, table.rows, as: folder.path("s\(seed)"))
        }
        let tests = PackageFolder.root.appendingPathComponent("Tests/ParquetTests")
        let found = try python.run(
            file: tests.appendingPathComponent("read_files.py"), [folder.path], seconds: 120)
        #expect(found.output.hasSuffix("ok\n"), "\(found)")
        let back = try TemporaryFolder("ticklake-schemas-back")
        let result = try python.run(
            file: tests.appendingPathComponent("rewrite_files.py"), [folder.path, back.path],
            seconds: 120)
        try #require(result.output.hasSuffix("ok\n"), "\(result)")
        for seed in RandomTable.seeds {
            let rows = RandomTable(seed: seed).rows
            for writer in ["pyarrow1", "pyarrow2", "arrow-rs", "polars", "duckdb1", "duckdb2"] {
                let path = back.path("s\(seed)-\(writer).parquet")
                let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
                #expect(try read(bytes).rows == rows, "seed \(seed), \(writer)")
            }
        }
    }
}
