import Bytes
import DeltaLake
import Foundation
import ObjectStorage
import TestSupport
import Testing

/// Logs may say any number that JSON can spell: none stops the process.
@Suite("Numbers that others wrote")
struct ForeignNumberTests {
    private let store = MemoryStore()

    private func log(_ name: String) throws -> StorePath {
        try StorePath("lake/ticks/_delta_log/\(name)")
    }

    /// Makes a table of two files of the largest size and row count that there are.
    private func fill() throws -> DeltaTable {
        _ = try Tables.create(store)
        let lines = ["x", "y"].map { name in
            #"{"add":{"path":"\#(name)","partitionValues":{},"size":\#(Int64.max),"#
                + #""modificationTime":\#(Int64.max),"dataChange":true,"#
                + #""stats":"{\"numRecords\":\#(Int64.max)}"}}"# + "\n"
        }
        try store.put(log("00000000000000000001.json"), Array(lines.joined().utf8))
        return try Tables.table(store)
    }

    @Test("files of the largest size can be counted, deleted and replaced")
    func sums() throws {
        let table = try fill()
        var random = SplitMix64(seed: 1)
        #expect(try table.snapshot(keepingFiles: true).files().count == 2)
        try table.snapshot().writeCheckpoint(now: Tables.now)
        let deleted = try table.delete(where: "1 = 1", now: Tables.now, using: &random)
        #expect(deleted.rowsDeleted == .max)
        let files = ["x2", "y2"].map { name in
            var file = Tables.file(name, rows: .max)
            file.size = .max
            return file
        }
        var snapshot = try table.snapshot()
        let added = try snapshot.commit(
            Transaction(operation: "WRITE", adds: files), now: Tables.now, using: &random)
        #expect(added == .committed(version: 3))
        #expect(
            try table.overwrite([], now: Tables.now, using: &random).rowsDeleted == .max)
    }

    @Test("a checksum with the largest numbers is followed by none")
    func checksums() throws {
        var worker = try LedgerWorker(store, seed: 1)
        try worker.step("a")
        let path = try log("00000000000000000001.crc")
        let text = String(decoding: try store.get(path), as: UTF8.self)
        let other = text.replacingOccurrences(
            of: "\"numFiles\":1,", with: "\"numFiles\":\(Int64.max),")
        #expect(other != text)
        try store.put(path, Array(other.utf8))
        var again = try LedgerWorker(store, seed: 2)
        try again.step("b")
        #expect(try Tables.table(store).checksum(ofVersion: 2) == nil)
    }

    @Test("a file with more deleted rows than it has does not say how many are left")
    func negativeCounts() throws {
        for rows in ["-5", "9223372036854775808", "1"] {
            var file = Tables.file("a")
            file.stats = "{\"numRecords\":\(rows)}"
            #expect((file.rowCount == 1) == (rows == "1"))
        }
    }

    @Test("a name with the largest version is nobody's")
    func versions() throws {
        let table = try fill()
        let before = try table.newestVersion()
        for name in [
            "09223372036854775807.json", "09223372036854775807.checkpoint.parquet",
            "09223372036854775807.crc",
        ] {
            try store.put(try log(name), [])
        }
        try store.put(
            log("_last_checkpoint"), Array(#"{"version":9223372036854775807,"size":1}"#.utf8))
        #expect(try table.newestVersion() == before)
        #expect(try table.snapshot().version == before)
    }

    @Test("a retention of all times keeps all")
    func retention() throws {
        let table = try fill()
        var random = SplitMix64(seed: 1)
        try table.setProperties(
            ["delta.logRetentionDuration": "interval 9223372036854775807 milliseconds"],
            now: Tables.now, using: &random)
        let report = try table.snapshot().removeExpiredLog(now: -1)
        #expect(report.removedFiles == 0)
    }
}
