import DeltaLake
import ObjectStorage
import Synchronization
import TestSupport
import Testing

@Suite("Time travel")
struct TimeTravelTests {
    /// A clock that a test sets.
    private final class Clock: Sendable {
        let time = Mutex<Int64>(Tables.now)

        func set(_ value: Int64) { time.withLock { $0 = value } }
    }

    private let clock = Clock()
    private let store: MemoryStore

    init() {
        let clock = clock
        store = MemoryStore { clock.time.withLock { $0 } }
    }

    /// Commits by hand: what the log says beside the times of its files.
    private func put(_ version: Int, at time: Int64, _ lines: String...) throws {
        clock.set(time)
        let path = try StorePath("lake/ticks/_delta_log/0000000000000000000\(version).json")
        try store.put(path, Array(lines.map { "\($0)\n" }.joined().utf8))
    }

    private func metadata(_ properties: String) -> String {
        #"{"metaData":{"id":"x","format":{"provider":"parquet","options":{}},"schemaString":"#
            + #""{\"type\":\"struct\",\"fields\":[{\"name\":\"a\",\"type\":\"long\","#
            + #"\"nullable\":true,\"metadata\":{}}]}","partitionColumns":[],"configuration":"#
            + "{\(properties)}}}"
    }

    private let needs = #"{"protocol":{"minReaderVersion":1,"minWriterVersion":2}}"#

    private func info(_ time: Int64) -> String {
        #"{"commitInfo":{"inCommitTimestamp":\#(time),"timestamp":1}}"#
    }

    @Test("the versions that can be read begin with a checkpoint or the first commit")
    func readableVersions() throws {
        let table = try Tables.table(store)
        #expect(throws: DeltaError.self) { try table.readableVersions() }
        var worker = try LedgerWorker(store, seed: 1)
        for _ in 0..<6 { try worker.step("a") }
        #expect(try table.readableVersions() == 0...6)
        try table.snapshot(version: 3).writeCheckpoint(now: Tables.now)
        #expect(try table.readableVersions() == 0...6)
        for version in [0, 1] {
            try store.delete(StorePath("lake/ticks/_delta_log/0000000000000000000\(version).json"))
        }
        #expect(try table.readableVersions() == 3...6)
        #expect(try table.time(ofVersion: 4) > 0)
        #expect(throws: DeltaError.self) { try table.time(ofVersion: 1) }
        for version in 2...6 {
            try store.delete(StorePath("lake/ticks/_delta_log/0000000000000000000\(version).json"))
        }
        #expect(try table.readableVersions() == 3...3)
    }

    @Test("without in-commit timestamps, the times of files count, made to rise")
    func fileTimes() throws {
        try put(0, at: 1000, needs, metadata(""))
        try put(1, at: 3000, info(1))
        // The clock went back: these count as 3001 and 3002.
        try put(2, at: 500, info(2))
        try put(3, at: 2000, info(3))
        try put(4, at: 9000, info(4))
        let table = try Tables.table(store)
        let times: [(Int64, Int64)] = [
            (1000, 0), (2999, 0), (3000, 1), (3001, 2), (3002, 3), (8999, 3), (9000, 4), (.max, 4),
        ]
        for (time, version) in times { #expect(try table.version(at: time) == version) }
        #expect(throws: DeltaError.self) { try table.version(at: 999) }
        #expect(try table.history().map(\.timestamp) == [9000, 3002, 3001, 3000, 1000])
    }

    @Test("in-commit timestamps count from the version that enabled them")
    func inCommitTimestamps() throws {
        try put(0, at: 1000, needs, metadata(""))
        try put(1, at: 2000, needs)
        let properties =
            #""delta.enableInCommitTimestamps":"true","#
            + #""delta.inCommitTimestampEnablementVersion":"2","#
            + #""delta.inCommitTimestampEnablementTimestamp":"5000""#
        try put(2, at: 90_000, info(5000), metadata(properties))
        try put(3, at: 90_000, info(6000))
        try put(4, at: 10, info(7000))
        let table = try Tables.table(store)
        let times: [(Int64, Int64)] = [
            (1000, 0), (1999, 0), (2000, 1), (4999, 1), (5000, 2), (6999, 3), (7000, 4), (.max, 4),
        ]
        for (time, version) in times { #expect(try table.version(at: time) == version) }
        #expect(throws: DeltaError.self) { try table.version(at: 999) }
        #expect(try table.history().map(\.timestamp) == [7000, 6000, 5000, 2000, 1000])
        // A commit that does not say its time is damaged.
        try put(5, at: 10, needs)
        let error = #expect(throws: DeltaError.self) { try table.version(at: .max) }
        #expect(error?.kind == .corrupt)
    }

    @Test("versions whose commits were cleaned up are not found by time")
    func cleanedUp() throws {
        for version in 0..<4 {
            try put(version, at: 1000 * Int64(version + 1), needs, metadata(""))
        }
        let old = try Tables.table(store).snapshot(version: 2)
        _ = try old.writeCheckpoint(now: Tables.now)
        for version in 0..<2 {
            try store.delete(StorePath("lake/ticks/_delta_log/0000000000000000000\(version).json"))
        }
        #expect(try Tables.table(store).version(at: 3500) == 2)
        #expect(throws: DeltaError.self) { try Tables.table(store).version(at: 2500) }
    }
}
