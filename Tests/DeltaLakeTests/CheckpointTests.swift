import Bytes
import DeltaLake
import ObjectStorage
import TestSupport
import Testing

@Suite("Checkpoints")
struct CheckpointTests {
    private let store = MemoryStore()

    private var table: DeltaTable { get throws { try Tables.table(store) } }

    /// Makes a table whose lane `a` stands at ten times the number of steps.
    private func steps(_ count: Int) throws {
        var worker = try LedgerWorker(store, seed: 5)
        for _ in 0..<count { try worker.step("a") }
    }

    private func log(_ name: String) throws -> StorePath {
        try StorePath("lake/ticks/_delta_log").appending(name)
    }

    private func removeCommits(below version: Int) throws {
        for number in 0..<version {
            try store.delete(
                try log("\(String(repeating: "0", count: 20 - "\(number)".count))\(number).json"))
        }
    }

    private func expectSame(_ left: Snapshot, _ right: Snapshot) throws {
        #expect(left.version == right.version)
        #expect(left.metadata.schemaText == right.metadata.schemaText)
        #expect(left.metadata.configuration == right.metadata.configuration)
        #expect(left.metadata.id == right.metadata.id)
        #expect(left.tableProtocol == right.tableProtocol)
        #expect(left.transactions == right.transactions)
        let (files, others) = (try left.files(), try right.files())
        #expect(Set(files.map(\.path)) == Set(others.map(\.path)))
        #expect(files.count == others.count)
        #expect(Set(files.compactMap(\.stats)) == Set(others.compactMap(\.stats)))
    }

    @Test("a table is the same from a checkpoint, also when the commits before it are gone")
    func readsBack() throws {
        try steps(25)
        let before = try table.snapshot()
        let summary = try before.writeCheckpoint(now: Tables.now)
        #expect(summary.version == 25)
        #expect(summary.fileCount == 25)
        #expect(summary.actionCount == 28)
        try expectSame(before, try table.snapshot())
        try removeCommits(below: 25)
        try expectSame(before, try table.snapshot())
        try expectSame(before, try table.snapshot(keepingFiles: true))
        try steps(3)
        let after = try table.snapshot()
        #expect(after.version == 28)
        #expect(after.transaction("a")?.version == 280)
        #expect(try after.files().count == 28)
    }

    @Test("a checkpoint follows a checkpoint: what was removed since is gone, the rest is carried")
    func followsACheckpoint() throws {
        try steps(10)
        try table.snapshot().writeCheckpoint(now: Tables.now)
        var snapshot = try table.snapshot(keepingFiles: true)
        var random = SplitMix64(seed: 9)
        let gone = try snapshot.files().prefix(4)
        let rewrite = Transaction(
            operation: "OPTIMIZE", adds: [Tables.file("compacted", rows: 40)],
            removes: gone.map { $0.removal(at: Tables.now, dataChange: false) })
        let outcome = try snapshot.commit(rewrite, now: Tables.now, using: &random)
        #expect(outcome == .committed(version: 11))
        let summary = try table.snapshot().writeCheckpoint(now: Tables.now + 1)
        #expect(summary.fileCount == 7)
        // Protocol, metadata, one txn, seven files, four removed ones.
        #expect(summary.actionCount == 14)
        try removeCommits(below: 11)
        let read = try table.snapshot()
        #expect(try Set(read.files().map(\.path)) == Set(snapshot.files().map(\.path)))
        // A week later nobody needs to know of the removed files.
        let later = try read.writeCheckpoint(now: Tables.now + 8 * 86_400_000)
        #expect(later.actionCount == 10)
        #expect(later.fileCount == 7)
    }

    @Test("the pointer only goes forward, and an older checkpoint may still be written")
    func pointsForward() throws {
        try steps(10)
        let old = try table.snapshot(version: 4)
        try table.snapshot().writeCheckpoint(now: Tables.now)
        let pointer = try store.get(try log("_last_checkpoint"))
        try old.writeCheckpoint(now: Tables.now)
        #expect(try store.get(try log("_last_checkpoint")) == pointer)
        try expectSame(old, try table.snapshot(version: 4))
        try expectSame(try table.snapshot(version: 7), try table.snapshot(version: 7))
    }

    @Test(
        "a fault at any call of a checkpoint leaves a table that reads the same",
        arguments: [
            StoreFault.failBefore(.unavailable), .loseResponse, .crashBefore, .crashAfter,
        ])
    func survivesFaults(fault: StoreFault) throws {
        try steps(6)
        let expected = try table.snapshot()
        for at in 0..<100 {
            let faulty = FaultyStore(store) { $0.index == at ? fault : nil }
            do {
                try Tables.table(faulty).snapshot().writeCheckpoint(now: Tables.now)
            } catch is StoreError {}
            try expectSame(expected, try table.snapshot())
            if faulty.callCount <= at { return }
        }
        Issue.record("the calls never end")
    }

    @Test("a damaged checkpoint is passed over while the commits are there")
    func passesOverDamage() throws {
        try steps(12)
        let expected = try table.snapshot()
        try expected.writeCheckpoint(now: Tables.now)
        let path = try log("00000000000000000012.checkpoint.parquet")
        let whole = try store.get(path)
        for length in [0, 3, 12, whole.count / 2, whole.count - 9, whole.count - 1] {
            try store.put(path, Array(whole[..<length]))
            try expectSame(expected, try table.snapshot())
        }
    }

    @Test("a flipped bit in a checkpoint is an error or a table, never a trap", arguments: 0..<8)
    func bitFlips(part: Int) throws {
        try steps(3)
        try table.snapshot().writeCheckpoint(now: Tables.now)
        try removeCommits(below: 3)
        let path = try log("00000000000000000003.checkpoint.parquet")
        let whole = try store.get(path)
        for index in stride(from: part, to: whole.count, by: 24) {
            var damaged = whole
            damaged[index] ^= 1 << UInt8(index / 24 % 8)
            try store.put(path, damaged)
            do {
                _ = try table.snapshot().files()
            } catch let error as DeltaError {
                #expect([.corrupt, .unsupported].contains(error.kind))
            }
        }
    }

    @Test("a thousand commits stay fast, and reading after a checkpoint takes few calls")
    func staysFast() throws {
        let counted = MetricsStore(store)
        var worker = try LedgerWorker(counted, seed: 1)
        var calls = 0
        for round in 0..<1000 {
            let before = counted.traffic.calls.values.reduce(0, +)
            #expect(try worker.step("lane\(round % 8)"))
            calls = max(calls, counted.traffic.calls.values.reduce(0, +) - before)
        }
        // A commit that nobody contests is one call, and its checksum another.
        #expect(calls == 2)
        try table.snapshot().writeCheckpoint(now: Tables.now)
        let reader = MetricsStore(store)
        let snapshot = try Tables.table(reader).snapshot()
        #expect(snapshot.version == 1000)
        #expect(reader.traffic.calls.values.reduce(0, +) < 20)
        #expect(try snapshot.files().count == 1000)
    }
}
