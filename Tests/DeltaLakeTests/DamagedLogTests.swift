import DeltaLake
import ObjectStorage
import TestSupport
import Testing

@Suite("Damaged logs")
struct DamagedLogTests {
    private let store = MemoryStore()
    private let log: StorePath

    init() throws {
        log = try StorePath("lake/ticks/_delta_log")
        var worker = try LedgerWorker(store, seed: 1)
        for _ in 0..<3 { try worker.step("a") }
    }

    private func path(_ version: Int) throws -> StorePath {
        try log.appending("0000000000000000000\(version).json")
    }

    /// Reads the table; only an orderly refusal is allowed.
    private func read() throws -> Snapshot? {
        do {
            let snapshot = try Tables.table(store).snapshot()
            _ = try snapshot.files()
            return snapshot
        } catch is DeltaError {
            return nil
        }
    }

    @Test("a commit that is cut anywhere is refused, or read as what is left", arguments: 0..<4)
    func truncation(version: Int) throws {
        let whole = try store.get(try path(version))
        for length in 0..<whole.count {
            try store.put(try path(version), Array(whole[..<length]))
            let snapshot = try read()
            // Only a cut between lines leaves a commit.
            let isAtLineEnd = length > 0 && (whole[length - 1] == 10 || whole[length] == 10)
            #expect(snapshot == nil || isAtLineEnd, "cut at \(length)")
        }
    }

    @Test("a flipped bit is refused or read, never a trap", arguments: 0..<4)
    func bitFlips(version: Int) throws {
        let whole = try store.get(try path(version))
        for index in whole.indices {
            var damaged = whole
            damaged[index] ^= 1 << UInt8(index % 8)
            try store.put(try path(version), damaged)
            _ = try read()
        }
    }

    @Test("a missing version is an error that names it")
    func missingVersion() throws {
        try store.delete(try path(2))
        let error = #expect(throws: DeltaError.self) { try Tables.table(store).snapshot() }
        #expect(error?.kind == .corrupt)
        #expect(error?.message.contains("version 2") == true)
        // What comes before it can still be read.
        #expect(try Tables.table(store).snapshot(version: 1).transaction("a")?.version == 10)
    }

    @Test("versions that are not there are not found")
    func unknownVersion() throws {
        for version in [Int64(4), -1, .max] {
            let error = #expect(throws: DeltaError.self) {
                try Tables.table(store).snapshot(version: version)
            }
            #expect(error?.kind == .notFound)
        }
        let elsewhere = try DeltaTable(store: store, folder: StorePath("nowhere"))
        let error = #expect(throws: DeltaError.self) { try elsewhere.snapshot() }
        #expect(error?.kind == .notFound)
        #expect(try elsewhere.snapshotIfPresent() == nil)
    }

    @Test(
        "a pointer to a checkpoint that is nonsense is passed over",
        arguments: [
            "", "{", "null", "{\"version\":-1}", "{\"version\":2,\"size\":1}", "{\"version\":99}",
            "{\"version\":9223372036854775807,\"size\":1}", "{\"version\":\"2\"}",
        ])
    func nonsensePointer(text: String) throws {
        try store.put(try log.appending("_last_checkpoint"), Array(text.utf8))
        #expect(try read()?.transaction("a")?.version == 30)
    }

    @Test(
        "files that are none of the log's are passed over",
        arguments: [
            "00000000000000000004.json.tmp", ".00000000000000000004.json.crc", "4.json",
            "notes.txt",
            "00000000000000000009.crc", "_commits/00000000000000000009.json",
        ])
    func strangers(name: String) throws {
        try store.put(try log.appending(name), [1, 2, 3])
        #expect(try read()?.version == 3)
    }

    @Test("features that are not known are refused by name")
    func unknownFeatures() throws {
        let needs = """
            {"protocol":{"minReaderVersion":3,"minWriterVersion":7,\
            "readerFeatures":["deletionVectors","timeTurner","variantType"],\
            "writerFeatures":["deletionVectors","timeTurner","variantType"]}}

            """
        try store.put(try path(4), Array(needs.utf8))
        let error = #expect(throws: DeltaError.self) { try Tables.table(store).snapshot() }
        #expect(error?.kind == .unsupported)
        #expect(error?.message.contains("uses timeTurner, variantType,") == true)
    }
}
