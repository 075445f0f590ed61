import DeltaLake
import Foundation
import ObjectStorage
import TestSupport
import Testing

@Suite(
    "Checkpoints as other programs read them",
    .enabled(if: PythonEnvironment.isAvailable, PythonEnvironment.isMissing))
struct CheckpointInteropTests {
    private let folder: TemporaryFolder
    private let store: LocalStore

    init() throws {
        folder = try TemporaryFolder()
        store = LocalStore(root: folder.path)
    }

    /// Says in the first commit of a table that it has properties, and what they need.
    private func amend(_ properties: [String: String], needs: String) throws {
        let path = try StorePath("t/_delta_log/00000000000000000000.json")
        let entries = properties.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\"\($0.value)\"," }
        let text = String(decoding: try store.get(path), as: UTF8.self)
            .replacingOccurrences(
                of: "\"configuration\":{", with: "\"configuration\":{" + entries.joined()
            )
            .replacingOccurrences(
                of: "{\"minReaderVersion\":1,\"minWriterVersion\":2}", with: needs)
        try store.put(path, Array(text.utf8))
        try store.delete(try StorePath("t/_delta_log/00000000000000000000.crc"))
    }

    private func write(
        _ properties: [String: String],
        needs: String = "{\"minReaderVersion\":1,\"minWriterVersion\":2}"
    ) throws {
        _ = try WrittenTable(store)
        try amend(properties, needs: needs)
        var table = try WrittenTable(store)
        try table.append(0..<60)
        try table.append(60..<100)
        try table.snapshot.writeCheckpoint(now: Tables.now)
        try table.append(100..<120)
        // The second one carries the rows of the first over.
        try table.snapshot.writeCheckpoint(now: Tables.now + 1)
        for version in 0..<3 {
            let name = "t/_delta_log/0000000000000000000\(version).json"
            try FileManager.default.removeItem(atPath: folder.path(name))
        }
    }

    private func check(_ arguments: [String]) throws {
        guard let golden = GoldenTables.folder else { return }
        let result = try PythonEnvironment.required().run(
            file: golden.appendingPathComponent("check_table.py"),
            [folder.path("t"), "--strict", "--quiet"] + arguments)
        #expect(result.status == 0, "\(result)")
    }

    @Test(
        "with statistics as values, with and without their texts, four readers see the same",
        arguments: ["true", "false"])
    func readsParsedStatistics(hasText: String) throws {
        try write([
            "delta.checkpoint.writeStatsAsStruct": "true",
            "delta.checkpoint.writeStatsAsJson": hasText,
        ])
        try check([])
        let script = """
            import glob, sys, pyarrow.parquet as pq
            files = sorted(glob.glob(sys.argv[1] + '/t/_delta_log/*.checkpoint.parquet'))
            adds = [r['add'] for r in pq.read_table(files[-1]).to_pylist() if r.get('add')]
            assert len(adds) == 9, len(adds)
            assert sum(a['stats_parsed']['numRecords'] for a in adds) == 120
            dates = {str(a['partitionValues_parsed']['event_date']) for a in adds}
            assert dates == {'2026-11-20', '2026-11-21', '2026-11-22'}, dates
            least = min(a['stats_parsed']['minValues']['price'] for a in adds)
            assert str(least) == '-5.000000000', least
            times = max(a['stats_parsed']['maxValues']['event_time'] for a in adds)
            assert times.microsecond % 1000 == 0, times
            assert all(a['stats_parsed']['nullCount']['headers'] is None
                       or a['stats_parsed']['nullCount']['headers'] >= 0 for a in adds)
            assert ('stats' in adds[0]) == (sys.argv[2] == 'true')
            """
        let result = try PythonEnvironment.required().run(
            script: script, [folder.path, hasText])
        #expect(result.status == 0, "\(result)")
    }

    @Test("of the newer form, with the files in a sidecar, all that know the form see the same")
    func readsV2() throws {
        let feature = "[\"v2Checkpoint\"]"
        try write(
            ["delta.checkpointPolicy": "v2"],
            needs: "{\"minReaderVersion\":3,\"minWriterVersion\":7,\"readerFeatures\":\(feature),"
                + "\"writerFeatures\":\(feature)}")
        // Polars knows no v2Checkpoint.
        try check(["--readers", "deltalake,duckdb,pyarrow"])
    }
}
