import Bytes
import Columnar
import Connectors
import DeltaLake
import ObjectStorage
import Pipeline
import TestSupport
import Testing

@Suite("Files that do not say whose lane's rows they hold")
struct UntaggedFileTests {
    private let disk = MemoryStore()

    private var table: DeltaTable {
        get throws { try DeltaTable(store: disk, folder: StorePath(RawLake.table.path)) }
    }

    /// What another program's compaction does: the rows stay, and the tags are gone.
    private func compact() throws {
        var snapshot = try table.snapshot()
        let files = try snapshot.files()
        let rewritten = files.map { file in
            AddFile(
                path: file.path, partitionValues: file.partitionValues, size: file.size,
                modificationTime: file.modificationTime, dataChange: false, stats: file.stats)
        }
        var random = SplitMix64(seed: 7)
        let rewrite = Transaction(
            operation: "OPTIMIZE", adds: rewritten,
            removes: files.map { $0.removal(at: 1_800_000_000_000, dataChange: false) })
        _ = try snapshot.commit(rewrite, now: 1_800_000_000_000, using: &random)
    }

    private func expectHalt(_ body: () throws -> Void) throws {
        let file = try #require(try table.snapshot().files().first)
        let error = try #require(#expect(throws: PortError.self) { try body() })
        guard case .halt(.inconsistent) = error.reaction else {
            Issue.record("the lane goes on: \(error)")
            return
        }
        for part in ["lane t/", RawLake.table.path, file.path, "ticklake.lane", "optimize"] {
            #expect(error.message.contains(part), "\(error.message)")
        }
    }

    @Test("or rather do: what was rewritten with its tag is followed by who replaces it")
    func taggedFiles() throws {
        let lake = try RawLake(disk, isRewritten: true)
        try lake.append(RawLake.records(0..<10), replacing: true)
        let writer = try lake.tables.writer(for: RawLake.table, lane: RawLake.lane())
        try writer.replace(RawLake.rows(RawLake.records(0..<20)))
        var snapshot = try table.snapshot()
        var options = OptimizeOptions()
        options.clustering = RowClustering(["offset"])
        var random = SplitMix64(seed: 3)
        let report = try table.optimize(
            options, clock: { 1_800_000_000_000 }, using: &random)
        #expect(report.removedFiles == 1)
        var audit = LaneAudit(at: 10)
        audit.until = 20
        let part = CommitPart(lane: RawLake.lane(), audit: audit, writer: writer)
        #expect(try lake.tables.commit([part], to: RawLake.table).fenced == [])
        try snapshot.update()
        #expect(snapshot.version == 3)
        #expect(try snapshot.files().reduce(0) { $0 + ($1.rowCount ?? 0) } == 20)
    }

    @Test("stop a lane that has no txn, as they may hold its rows")
    func newLane() throws {
        let lake = try RawLake(disk)
        try lake.append(RawLake.records(0..<10))
        #expect(try lake.next(of: RawLake.lane(1)) == nil)
        try compact()
        try expectHalt { _ = try RawLake(disk, seed: 2).next(of: RawLake.lane(1)) }
    }

    /// What another program's compaction does to two lanes: one file of all rows, in any order.
    private func joinAll() throws {
        var snapshot = try table.snapshot()
        var rows = Batch(empty: snapshot.metadata.dataSchema)
        let names = rows.schema.fields.map(\.name)
        try snapshot.scan(columns: names) { rows.append(contentsOf: $0) }
        let files = try snapshot.files()
        var random = SplitMix64(seed: 8)
        var writer = try TableFileWriter(
            snapshot.table, snapshot.metadata, partition: files[0].partitionValues,
            using: &random)
        let backwards = (0..<Int32(rows.rowCount)).reversed().map { $0 }
        try writer.append(rows.gathered(backwards.span))
        let joined = try writer.finish(now: 1_800_000_000_000, dataChange: false)
        let removes = files.map { $0.removal(at: 1_800_000_000_000, dataChange: false) }
        _ = try snapshot.commit(
            Transaction(operation: "OPTIMIZE", adds: [joined], removes: removes),
            now: 1_800_000_000_000, using: &random)
    }

    @Test("are split by lanes again, in order, and the lanes go on")
    func mended() throws {
        let lake = try RawLake(disk)
        try lake.append(RawLake.records(0..<10))
        try lake.append(RawLake.records(0..<7), to: RawLake.lane(1))
        try joinAll()
        func read(_ partition: Int32, seed: UInt64) throws -> [Int64] {
            try RawArchive(RawLake(disk, seed: seed).tables).read(
                RawLake.lane(partition), range: 0..<7,
                limit: ReadLimit(records: 100, byteCount: 1 << 20)
            ).offsets
        }
        #expect(throws: PortError.self) { try read(0, seed: 2) }
        let snapshot = try table.snapshot()
        var options = OptimizeOptions()
        options.tagging = LakeFileOrder.tagging(of: snapshot)
        options.orderedBy = LakeFileOrder.column(of: snapshot)
        var random = SplitMix64(seed: 3)
        func optimize() throws -> OptimizeReport {
            try table.optimize(options, clock: { 1_800_000_000_000 }, using: &random)
        }
        #expect(try optimize().addedFiles == 2)
        #expect(try optimize().addedFiles == 0)
        let tags = try table.snapshot().files().map { $0.tags["ticklake.lane"] ?? "" }
        #expect(tags.sorted() == ["t/0", "t/1"])
        #expect(try read(0, seed: 4) == Array(0..<7))
        #expect(try read(1, seed: 5) == Array(0..<7))
        let again = try RawLake(disk, seed: 6)
        try again.append(RawLake.records(10..<12))
        #expect(try again.next() == 12)
        #expect(try again.next(of: RawLake.lane(2)) == nil)
    }

    @Test("are no concern of a lane that only appends, and has its txn")
    func appending() throws {
        try RawLake(disk).append(RawLake.records(0..<10))
        try compact()
        let lake = try RawLake(disk, seed: 2)
        #expect(try lake.next() == 10)
        try lake.append(RawLake.records(10..<12))
        #expect(try lake.next() == 12)
    }

    @Test("stop a lane that replaces its rows before it starts")
    func replacingAtStart() throws {
        let lake = try RawLake(disk, isRewritten: true)
        try lake.append(RawLake.records(0..<10), replacing: true)
        #expect(try lake.next() == 10)
        try compact()
        try expectHalt { _ = try RawLake(disk, isRewritten: true, seed: 2).next() }
    }

    @Test("stop a lane that replaces its rows in the midst of its work, with nothing committed")
    func replacingWhileRunning() throws {
        let lake = try RawLake(disk, isRewritten: true)
        try lake.append(RawLake.records(0..<10), replacing: true)
        try compact()
        // Another lane's ledger moves over the compaction, as a commit of the same flush may.
        var quiet = LaneAudit(at: 0)
        quiet.until = 1
        let other = CommitPart(lane: RawLake.lane(1), audit: quiet, writer: nil)
        _ = try lake.tables.commit([other], to: RawLake.table)
        let version = try table.newestVersion()
        let writer = try lake.tables.writer(for: RawLake.table, lane: RawLake.lane())
        try writer.replace(RawLake.rows(RawLake.records(0..<20)))
        var audit = LaneAudit(at: 10)
        audit.until = 20
        let part = CommitPart(lane: RawLake.lane(), audit: audit, writer: writer)
        try expectHalt { _ = try lake.tables.commit([part], to: RawLake.table) }
        #expect(try table.newestVersion() == version)
    }
}
