import Bytes
import Columnar
import DeltaLake
import ObjectStorage
import Parquet
import TestSupport
import Testing

@Suite("Checkpoints of several files, and of others' habits")
struct CheckpointFormTests {
    private let store = MemoryStore()

    /// Makes a table with checkpoints in sidecars, and four files.
    private func ticks() throws -> TickTable {
        var ticks = try TickTable(store, properties: ["delta.checkpointPolicy": "v2"])
        try ticks.append(0..<40)
        return ticks
    }

    private func names(_ part: String) throws -> [StorePath] {
        try store.list(StorePath("t/_delta_log")).map(\.path).filter { $0.text.contains(part) }
    }

    private func removeCommits() throws {
        for path in try names(".json") where !path.name.contains("checkpoint") {
            try store.delete(path)
        }
    }

    @Test("a damaged checkpoint hides no other of the same version", arguments: 0..<2)
    func severalOfAVersion(damaged: Int) throws {
        let ticks = try ticks()
        let snapshot = try ticks.table.snapshot()
        try snapshot.writeCheckpoint(now: Tables.now)
        try snapshot.writeCheckpoint(now: Tables.now + 1)
        let tops = try names(".checkpoint.")
        #expect(tops.count == 2)
        try removeCommits()
        try store.put(tops[damaged], Array(try store.get(tops[damaged]).dropLast(9)))
        #expect(try ticks.sizes() == Array(0..<40))
        #expect(try ticks.table.snapshot(keepingFiles: true).files().count == 4)
        let summary = try ticks.table.snapshot().writeCheckpoint(now: Tables.now + 2)
        #expect(summary.fileCount == 4)
        try store.put(tops[1 - damaged], [])
        try store.put(tops[damaged], [])
        #expect(try ticks.sizes() == Array(0..<40))
    }

    @Test("the number of sidecars follows the size that is wanted of each")
    func sidecars() throws {
        let ticks = try ticks()
        let snapshot = try ticks.table.snapshot()
        let summary = try snapshot.writeCheckpoint(now: Tables.now, sidecarByteCount: 0)
        #expect(summary.fileCount == 4)
        #expect(try names("_sidecars/").count == 4)
        try removeCommits()
        #expect(try ticks.sizes() == Array(0..<40))
        let again = try ticks.table.snapshot().writeCheckpoint(now: Tables.now + 1)
        #expect(again.fileCount == 4)
        #expect(again.actionCount == summary.actionCount - 3)
        #expect(try names("_sidecars/").count == 5)
        #expect(try ticks.sizes() == Array(0..<40))
    }

    @Test("adds without a map of partition values are carried, and get one")
    func nullPartitionValues() throws {
        var worker = try LedgerWorker(store, seed: 5)
        for _ in 0..<3 { try worker.step("a") }
        let table = try Tables.table(store)
        try table.snapshot().writeCheckpoint(now: Tables.now)
        try removeMaps("lake/ticks/_delta_log/00000000000000000003.checkpoint.parquet")
        for version in 0...3 {
            try store.delete(StorePath("lake/ticks/_delta_log/0000000000000000000\(version).json"))
        }
        #expect(try table.snapshot().files().count == 3)
        var next = try LedgerWorker(store, seed: 6)
        try next.step("b")
        let summary = try table.snapshot().writeCheckpoint(now: Tables.now)
        #expect(summary.fileCount == 4)
        let bytes = try store.get(
            StorePath("lake/ticks/_delta_log/00000000000000000004.checkpoint.parquet"))
        let adds = try #require(try adds(of: ParquetReader(bytes: bytes).readRowGroup(0)))
        var count = 0
        for row in 0..<adds.column.count where !adds.column.isNull(row) {
            guard case .list(let maps) = adds.column.fields[adds.maps] else { continue }
            #expect(maps.validity?[row] ?? true)
            count += 1
        }
        #expect(count == 4)
    }

    private func adds(of batch: Batch) throws -> (column: StructColumn, place: Int, maps: Int)? {
        guard let place = batch.schema.index(of: "add"),
            case .structure(let column) = batch.columns[place],
            case .structure(let fields) = batch.schema.fields[place].type,
            let maps = Schema(fields).index(of: "partitionValues")
        else { return nil }
        return (column, place, maps)
    }

    /// Writes a checkpoint again, with null for every map of partition values.
    private func removeMaps(_ path: String) throws {
        let reader = try ParquetReader(bytes: try store.get(StorePath(path)))
        var batch = try reader.readRowGroup(0)
        var adds = try #require(try adds(of: batch))
        guard case .list(var maps) = adds.column.fields[adds.maps] else { return }
        maps.validity = Bitmap(repeating: false, count: batch.rowCount)
        adds.column.fields[adds.maps] = .list(maps)
        batch.columns[adds.place] = .structure(adds.column)
        let sink = MemorySink()
        var writer = try ParquetWriter(schema: batch.schema, sink: sink)
        try writer.append(batch)
        _ = try writer.finish()
        try store.put(StorePath(path), sink.bytes)
    }
}
