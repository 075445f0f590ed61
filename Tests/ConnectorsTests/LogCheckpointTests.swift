import Connectors
import ObjectStorage
import Pipeline
import Synchronization
import TestSupport
import Testing

@Suite("Checkpoints of the lake's logs")
struct LogCheckpointTests {
    private let disk = MemoryStore()

    /// The versions that have a checkpoint.
    private func checkpoints() throws -> [Int64] {
        try disk.list(StorePath("\(RawLake.table.path)/_delta_log"), startAfter: nil)
            .filter { $0.path.name.hasSuffix(".checkpoint.parquet") }
            .compactMap { Int64($0.path.name.prefix(20)) }
    }

    /// One run of the service with a number of commits.
    private func run(_ offsets: Range<Int64>, over store: any ObjectStore) throws {
        let lake = try RawLake(store, commitsPerCheckpoint: 5, seed: UInt64(offsets.lowerBound))
        for offset in offsets {
            try lake.append(RawLake.records(offset..<offset + 1))
            _ = try lake.tables.maintain(RawLake.table, .everything)
        }
    }

    @Test("runs with fewer commits than are between checkpoints add up")
    func shortRuns() throws {
        // Version 0 makes the table; every run commits two versions.
        for start in stride(from: Int64(0), to: 18, by: 2) {
            try run(start..<start + 2, over: disk)
        }
        #expect(try checkpoints() == [5, 10, 15])
    }

    @Test("a checkpoint that could not be written is due again with the next commit")
    func failedCheckpoint() throws {
        let failures = Mutex(2)
        let store = FaultyStore(disk) { call in
            guard call.operation == .beginPut,
                call.path.name.hasSuffix(".checkpoint.parquet")
            else { return nil }
            return failures.withLock { left in
                left -= 1
                return left >= 0 ? .failBefore(.unavailable) : nil
            }
        }
        let lake = try RawLake(store, commitsPerCheckpoint: 5)
        var failed: [Int64] = []
        for offset in Int64(0)..<9 {
            try lake.append(RawLake.records(offset..<offset + 1))
            do { _ = try lake.tables.maintain(RawLake.table, .everything) } catch {
                failed.append(offset + 1)
            }
        }
        #expect(failed == [5, 6])
        #expect(try checkpoints() == [7])
    }

    @Test("an engine that is about to end writes checkpoints, and cleans no log")
    func aboutToEnd() throws {
        // Everything is ancient by the lake's clock.
        let disk = MemoryStore(now: { 1_000 })
        let lake = try RawLake(
            disk, commitsPerCheckpoint: 5,
            maintenance: MaintenancePlan(
                optimizeInterval: 1, filesMin: 2, vacuumInterval: 1, retention: 0,
                logCleanupInterval: 1))
        for offset in Int64(0)..<6 {
            try lake.append(RawLake.records(offset..<offset + 1))
            let report = try lake.tables.maintain(RawLake.table, .checkpoint)
            #expect(report == MaintenanceReport())
        }
        func names() throws -> [String] {
            try disk.list(StorePath("\(RawLake.table.path)/_delta_log")).map(\.path.name)
        }
        #expect(try names().contains("00000000000000000005.checkpoint.parquet"))
        #expect(try names().contains("00000000000000000000.json"))
        let report = try lake.tables.maintain(RawLake.table, .everything)
        #expect(report.joinedFiles == 6)
        #expect(report.removedLogFiles > 0)
        #expect(try !names().contains("00000000000000000000.json"))
    }

    @Test("a table is looked after also where its checkpoint cannot be written")
    func fullDisk() throws {
        let store = FaultyStore(disk) { call in
            call.operation == .beginPut && call.path.name.hasSuffix(".checkpoint.parquet")
                ? .failBefore(.outOfSpace) : nil
        }
        let lake = try RawLake(
            store, commitsPerCheckpoint: 2,
            maintenance: MaintenancePlan(optimizeInterval: 1, filesMin: 2))
        for offset in Int64(0)..<3 { try lake.append(RawLake.records(offset..<offset + 1)) }
        let before = try lake.next()
        #expect(throws: (any Error).self) {
            try lake.tables.maintain(RawLake.table, .everything)
        }
        let commits = try disk.list(StorePath("\(RawLake.table.path)/_delta_log")).map(\.path.name)
        // The table, three commits, and the one that joined their files.
        #expect(commits.contains("00000000000000000004.json"))
        #expect(try lake.next() == before)
    }
}
