import Foundation
import TestSupport
import Testing

/// Sources whose partitions are the values of a table of the lake.
@Suite struct TablePartitionTests {
    /// What `poll dry-run` says where partitions are as given, of a lake with `bronze/ticks`.
    private static func dryRun(_ partitions: String) throws -> ProcessResult {
        let lake = try LakeFixture.filled()
        let source = """
            source: quotes
            topic: rest-ticks
            api: {base_url: 'https://api.example'}
            request: {path: '/{{ partition.symbol }}'}
            partitions: {symbol: \(partitions)}
            records: {fields: {symbol: '{{ partition.symbol }}'}}
            mapping: {kind: record}
            """
        return try SourceFolder(["source": source], lake: lake.folder.path).run(["poll", "dry-run"])
    }

    @Test("each value of the column is one, of the rows for which the condition is true")
    func values() throws {
        let all = try Self.dryRun("{table: bronze/ticks, column: offset}")
        #expect(all.status == 0, "\(all)")
        let lines = all.output.split(separator: "\n").dropFirst()
        #expect(lines.count == 6, "\(all)")
        #expect(lines.allSatisfy { $0.hasPrefix("  GET https://api.example/10") }, "\(all)")
        let some = try Self.dryRun("{table: bronze/ticks, column: offset, where: offset < 102}")
        #expect(some.status == 0, "\(some)")
        let wanted = lines.filter { $0.hasSuffix("/100") || $0.hasSuffix("/101") }
        #expect(some.output.split(separator: "\n").dropFirst() == wanted[...], "\(some)")
    }

    @Test("a table that is not there has no values yet, and says so")
    func absent() throws {
        let result = try Self.dryRun("{table: silver/nothing, column: symbol}")
        #expect(result.status == 0, "\(result)")
        #expect(result.errors.contains("there is no table silver/nothing"), "\(result)")
        #expect(result.output.contains("nothing to ask for now"), "\(result)")
    }

    @Test(
        "names and conditions that the table does not have are errors, with the nearest name",
        arguments: [
            ("{table: bronze/ticks, column: symbl}", "did you mean `symbol`?"),
            ("{table: bronze/ticks, column: symbol, where: prize > 1}", "did you mean `price`?"),
            ("{table: bronze/ticks, column: symbol, where: price >}", "'where' is not understood"),
        ])
    func problems(partitions: String, message: String) throws {
        let result = try Self.dryRun(partitions)
        #expect(result.status != 0, "\(result)")
        #expect(result.errors.contains(message), "\(result)")
    }
}
