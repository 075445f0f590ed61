import Bytes
import DeltaLake
import Foundation
import JSONColumns
import ObjectStorage
import TestSupport
import Testing

@Suite("Version checksums")
struct ChecksumTests {
    private let store = MemoryStore()

    private func checksum(_ version: Int64) throws -> VersionChecksum? {
        try Tables.table(store).checksum(ofVersion: version)
    }

    private func differences(_ version: Int64) throws -> [String] {
        let snapshot = try Tables.table(store).snapshot(version: version)
        return try #require(try checksum(version)).differences(from: snapshot)
    }

    @Test("every commit leaves one that is right, also after a new start")
    func followsCommits() throws {
        var worker = try LedgerWorker(store, seed: 1)
        for _ in 0..<3 { try worker.step("a") }
        var again = try LedgerWorker(store, seed: 2)
        for _ in 0..<2 { try again.step("b") }
        for version in Int64(0)...5 { #expect(try differences(version) == []) }
        #expect(try checksum(5)?.fileCount == 5)
        #expect(try checksum(5)?.byteCount == 500)
        #expect(try checksum(5)?.transactions?.count == 2)
    }

    @Test("after a commit of another program there is none until a checkpoint tells the totals")
    func stopsWhereUnknown() throws {
        var worker = try LedgerWorker(store, seed: 1)
        try worker.step("a")
        let foreign =
            #"{"add":{"path":"x","partitionValues":{},"size":5,"modificationTime":1,"dataChange":true}}"#
        try store.put(
            try StorePath("lake/ticks/_delta_log/00000000000000000002.json"),
            Array("\(foreign)\n".utf8))
        try worker.step("a")
        #expect(try checksum(3) == nil)
        try Tables.table(store).snapshot().writeCheckpoint(now: Tables.now)
        #expect(try differences(3) == [])
        var next = try LedgerWorker(store, seed: 3)
        try next.step("a")
        #expect(try differences(4) == [])
    }

    @Test("files that go are counted out; what cannot be told for certain is not told")
    func countsRemoves() throws {
        var random = SplitMix64(seed: 1)
        var snapshot = try Tables.create(store)
        func commit(_ adds: [AddFile], _ removes: [RemoveFile]) throws {
            let transaction = Transaction(operation: "WRITE", adds: adds, removes: removes)
            let outcome = try snapshot.commit(transaction, now: Tables.now, using: &random)
            #expect(outcome == .committed(version: snapshot.version))
        }
        let files = (0..<4).map { Tables.file("f\($0)") }
        try commit(files, [])
        try commit([Tables.file("merged")], files.map { $0.removal(at: 1, dataChange: false) })
        #expect(try differences(2) == [])
        #expect(try checksum(2)?.fileCount == 1)
        // The same file again, with other statistics.
        var again = Tables.file("merged", rows: 2)
        again.dataChange = false
        try commit([again], [])
        #expect(try checksum(3) == nil)
    }

    @Test("one that is broken, or is there already, is left alone")
    func leavesAlone() throws {
        var worker = try LedgerWorker(store, seed: 1)
        let next = try StorePath("lake/ticks/_delta_log/00000000000000000001.crc")
        try store.put(next, Array("{\"numFiles\":".utf8))
        try worker.step("a")
        #expect(try checksum(1) == nil)
        #expect(try store.get(next).count == 12)
        #expect(try Tables.table(store).snapshot().transaction("a")?.version == 10)
    }

    @Test(
        "the numbers of one that is of another commit, or says another table, are not gone by",
        arguments: [
            ("\"txnId\":\"", "\"txnId\":\"x"),
            ("\"minWriterVersion\":2", "\"minWriterVersion\":3"),
            ("\"ticklake.pipeline\":\"test\"", "\"ticklake.pipeline\":\"other\""),
        ])
    func distrusts(part: String, other: String) throws {
        var worker = try LedgerWorker(store, seed: 1)
        try worker.step("a")
        let path = try StorePath("lake/ticks/_delta_log/00000000000000000001.crc")
        let text = String(decoding: try store.get(path), as: UTF8.self)
        try #require(text.contains(part))
        try store.put(path, Array(text.replacingOccurrences(of: part, with: other).utf8))
        var again = try LedgerWorker(store, seed: 2)
        try again.step("b")
        #expect(try checksum(2) == nil)
    }

    @Test("a table can be written without them")
    func canBeTurnedOff() throws {
        var table = try Tables.table(store)
        table.writesChecksums = false
        var random = SplitMix64(seed: 1)
        _ = try table.openOrCreate(Tables.definition, now: Tables.now, using: &random)
        #expect(try checksum(0) == nil)
    }
}

@Suite(
    "Version checksums of other engines",
    .enabled(if: GoldenTables.folder != nil, GoldenTables.isMissing))
struct GoldenChecksumTests {
    @Test("those that make sense say what the log says", arguments: GoldenTables.names)
    func agrees(name: String) throws {
        let folder = try #require(GoldenTables.folder).appendingPathComponent("delta/\(name)")
        let table = try DeltaTable(
            store: LocalStore(root: folder.path), folder: StorePath("table"))
        guard let newest = try? table.snapshot().version else { return }
        for version in 0...newest {
            guard let checksum = try table.checksum(ofVersion: version),
                let snapshot = try? table.snapshot(version: version)
            else { continue }
            #expect(try checksum.differences(from: snapshot) == [], "version \(version)")
        }
    }

    @Test("there are some to be compared")
    func areThere() throws {
        let folder = try #require(GoldenTables.folder)
        let tables = try GoldenTables.names.filter { name in
            let table = try DeltaTable(
                store: LocalStore(root: folder.path), folder: StorePath("delta/\(name)/table"))
            return try (try? table.snapshot().version).map {
                try table.checksum(ofVersion: $0) != nil
            } ?? false
        }
        #expect(tables.count >= 5, "\(tables)")
    }
}
