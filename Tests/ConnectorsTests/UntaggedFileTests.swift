import Bytes
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
        for part in ["lane t/", RawLake.table.path, file.path, "ticklake.lane", "restore"] {
            #expect(error.message.contains(part), "\(error.message)")
        }
    }

    @Test("stop a lane that has no txn, as they may hold its rows")
    func newLane() throws {
        let lake = try RawLake(disk)
        try lake.append(RawLake.records(0..<10))
        #expect(try lake.next(of: RawLake.lane(1)) == nil)
        try compact()
        try expectHalt { _ = try RawLake(disk, seed: 2).next(of: RawLake.lane(1)) }
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
