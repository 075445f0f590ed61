import Bytes
import Columnar
import DeltaLake
import ObjectStorage
import TestSupport
import Testing

@Suite(
    "Optimize on tables of other engines",
    .enabled(if: GoldenTables.folder != nil, GoldenTables.isMissing))
struct OptimizeGoldenTests {
    private func digest(_ table: DeltaTable) throws -> ContentDigest {
        var digest = ContentDigest()
        try table.snapshot().scan { digest.add($0) }
        return digest
    }

    @Test(
        "joins what is partitioned, mapped or deleted from, and no row changes",
        arguments: [
            "data-reader-timestamp_ntz-name-mode", "table-with-columnmapping-mode-name",
            "dv-partitioned-with-checkpoint", "krs-basic_partitioned", "deltars-simple_table",
        ])
    func joins(name: String) throws {
        let golden = try GoldenTables.table(name)
        let store = MemoryStore()
        for object in try golden.store.list(golden.folder) {
            try store.put(object.path, golden.store.get(object.path))
        }
        let table = try DeltaTable(store: store, folder: golden.folder)
        let before = try digest(table)
        var random = SplitMix64(seed: 5)
        let report = try table.optimize(clock: { Tables.now }, using: &random)
        #expect(report.removedFiles >= report.addedFiles)
        let after = try digest(table)
        #expect(after.rowCount == before.rowCount)
        #expect(after.rowChecksum == before.rowChecksum)
    }
}
