import Bytes
import DeltaLake
import ObjectStorage
import Synchronization
import TestSupport
import Testing

@Suite("Cleaning up a log")
struct LogCleanupTests {
    private static let day: Int64 = 86_400_000

    /// A clock that a store and a test share.
    private final class Clock: Sendable {
        private let time = Mutex<Int64>(Tables.now)
        var now: Int64 { time.withLock { $0 } }
        func advance(by step: Int64) { time.withLock { $0 += step } }
    }

    private let clock: Clock
    private let store: MemoryStore

    init() {
        let clock = Clock()
        self.clock = clock
        store = MemoryStore(now: { clock.now })
    }

    /// A table with a commit a day, and a checkpoint every tenth.
    private func history(
        _ days: Int, properties: [String: String] = [:]
    ) throws -> RandomHistory {
        var history = try RandomHistory(
            store, seed: 4, properties: properties, features: ["v2Checkpoint"])
        for _ in 0..<days {
            clock.advance(by: Self.day)
            try history.step()
            if history.version % 10 == 0 {
                try history.table.snapshot().writeCheckpoint(now: clock.now)
            }
        }
        return history
    }

    private func names() throws -> [String] {
        try store.list(try StorePath("lake/ticks/_delta_log")).map(\.path.name)
    }

    private func clean(_ store: any ObjectStore) throws -> LogCleanupReport {
        try Tables.table(store).snapshot().removeExpiredLog(now: clock.now)
    }

    private func isNothingRemoved() throws -> Bool {
        let report = try clean(store)
        return report.oldestVersion == nil && report.removedFiles == 0
    }

    @Test("what is older than the retention goes, back to the checkpoint that the rest needs")
    func removes() throws {
        let history = try history(65)
        // Of the 65 days 30 are kept; version 34 is the newest that is older, 30 its checkpoint.
        let texts = try (30...65).map { try SnapshotText(history.table.snapshot(version: $0)) }
        let report = try clean(store)
        #expect(report.oldestVersion == 30)
        // Thirty commits, two checkpoints and their checksums.
        #expect(report.removedFiles == 34)
        #expect(report.removedBytes > 0)
        for version in Int64(30)...65 {
            let snapshot = try history.table.snapshot(version: version)
            #expect(try SnapshotText(snapshot) == texts[Int(version) - 30])
        }
        let error = #expect(throws: DeltaError.self) { try history.table.snapshot(version: 29) }
        #expect(error?.kind == .corrupt)
        #expect(try names().filter { $0.hasSuffix(".json") }.count == 36)
        // Another time there is nothing to do.
        let again = try clean(store)
        #expect(again.removedFiles == 0)
        #expect(again.oldestVersion == 30)
    }

    @Test("the retention is the table's; where it says no, or makes no sense, nothing goes")
    func goesByProperties() throws {
        let short = try history(25, properties: ["delta.logRetentionDuration": "interval 10 days"])
        #expect(try clean(store).oldestVersion == 10)
        #expect(try short.table.snapshot().version == 25)
        for properties in [
            ["delta.enableExpiredLogCleanup": "false"],
            ["delta.logRetentionDuration": "interval 1 month"],
        ] {
            let other = LogCleanupTests()
            _ = try other.history(60, properties: properties)
            #expect(try other.isNothingRemoved())
        }
    }

    @Test("two days always stay: writers that slept so long read the table anew")
    func keepsTwoDays() throws {
        _ = try history(30, properties: ["delta.logRetentionDuration": "interval 0 days"])
        for _ in 0..<3 { try Tables.table(store).snapshot().writeCheckpoint(now: clock.now) }
        #expect(try clean(store).oldestVersion == 20)
    }

    @Test("without a checkpoint, or without an intact one, nothing goes")
    func needsACheckpoint() throws {
        var history = try RandomHistory(store, seed: 4, features: ["v2Checkpoint"])
        for _ in 0..<50 {
            clock.advance(by: Self.day)
            try history.step()
        }
        #expect(try isNothingRemoved())
        let old = try history.table.snapshot(version: 12)
        try old.writeCheckpoint(now: clock.now)
        let older = try history.table.snapshot(version: 5)
        try older.writeCheckpoint(now: clock.now)
        let path = try StorePath("lake/ticks/_delta_log/00000000000000000012.checkpoint.parquet")
        let whole = try store.get(path)
        try store.put(path, Array(whole.dropLast(whole.count / 2)))
        #expect(try clean(store).oldestVersion == 5)
        try store.put(path, whole)
        #expect(try clean(store).oldestVersion == 12)
    }

    @Test("sidecars go with the last checkpoint that names them")
    func removesSidecars() throws {
        let history = try history(65, properties: ["delta.checkpointPolicy": "v2"])
        #expect(try sidecars() == 6)
        // One that nobody names yet is of a checkpoint that is being written.
        try store.put(try StorePath("lake/ticks/_delta_log/_sidecars/new.parquet"), [1])
        _ = try clean(store)
        #expect(try sidecars() == 5)
        #expect(try history.table.snapshot(version: 33).files().isEmpty == false)
    }

    private func sidecars() throws -> Int {
        try store.list(try StorePath("lake/ticks/_delta_log/_sidecars")).count
    }

    @Test(
        "after any number of its deletions every kept version reads the same",
        arguments: [StoreFault.crashBefore, .crashAfter])
    func survivesFaults(fault: StoreFault) throws {
        let history = try history(45, properties: ["delta.checkpointPolicy": "v2"])
        let texts = try (10...45).map { try SnapshotText(history.table.snapshot(version: $0)) }
        var deletions = 0
        while true {
            let faulty = FaultyStore(store) { $0.operation == .delete ? fault : nil }
            do {
                _ = try clean(faulty)
                break
            } catch is StoreError {
                deletions += 1
            }
            for version in [10, 17, 20, 45] {
                let snapshot = try history.table.snapshot(version: Int64(version))
                #expect(try SnapshotText(snapshot) == texts[version - 10])
            }
            #expect(try history.table.snapshot().version == 45)
            // One that dies before a deletion gets nowhere; let the next one do it.
            if fault == .crashBefore { try deleteOldest() }
        }
        #expect(deletions >= 10)
    }

    /// Deletes what a clean-up would delete first.
    private func deleteOldest() throws {
        let once = Mutex(0)
        let faulty = FaultyStore(store) { call in
            guard call.operation == .delete else { return nil }
            return once.withLock { count in
                count += 1
                return count > 1 ? .crashBefore : nil
            }
        }
        do { _ = try clean(faulty) } catch is StoreError {}
    }
}
