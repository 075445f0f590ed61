import Columnar
import Foundation
import Parquet
import TestSupport
import Testing

/// What other projects write is what is read.
@Suite struct ForeignFileTests {
    @Test("a table written by Arrow, arrow-rs, Polars and DuckDB is the same in every form")
    func foreignForms() throws {
        let python = try PythonEnvironment.required()
        let folder = try TemporaryFolder("ticklake-foreign")
        let script = PackageFolder.root.appendingPathComponent("Tests/ParquetTests/write_files.py")
        let result = try python.run(file: script, [folder.path], seconds: 120)
        try #require(result.status == 0, "\(result)")
        let reference = try digest(folder.path("reference.parquet"))
        #expect(reference.rowCount == 3000)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(files.count == 36)
        for file in files.sorted() {
            let found = try digest(folder.path(file))
            #expect(found.columns == reference.columns, "\(file)")
            #expect(found.rowChecksum == reference.rowChecksum, "\(file)")
        }
    }

    private func digest(_ path: String) throws -> ContentDigest {
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        var digest = ContentDigest()
        let reader = try ParquetReader(bytes: bytes)
        for group in 0..<reader.rowGroupCount { digest.add(try reader.readRowGroup(group)) }
        return digest
    }
}
