import Columnar
import Connectors
import ObjectStorage
import Pipeline
import TestSupport
import Testing

/// A table whose rows fall into many partitions at once, as those of a backfill do.
@Suite("The files that a lane has open")
struct OpenFilesTests {
    private let disk = MemoryStore()

    /// One record for each of so many days, `rounds` times over.
    private func records(days: Int64, rounds: Int64 = 1, from: Int64 = 0) -> RecordBatch {
        var records = RecordBatch(next: from + days * rounds)
        for index in 0..<days * rounds {
            records.offsets.append(from + index)
            records.timestamps.append((20_000 + index % days) * 86_400_000)
            records.timestampTypes.append(0)
            records.keys.appendNull()
            records.values.append(Array("\(from + index)".utf8).span)
        }
        return records
    }

    /// The files that have ended; one that is open is not there yet.
    private func endedFiles() throws -> Int {
        try disk.list(StorePath(RawLake.table.path), startAfter: nil)
            .count { $0.path.name.hasSuffix(".parquet") }
    }

    @Test("are few, however many partitions there are, and every row is committed")
    func manyPartitions() throws {
        let lake = try RawLake(disk)
        let writer = try lake.tables.writer(for: RawLake.table, lane: RawLake.lane())
        try writer.append(RawLake.rows(records(days: 40)))
        #expect(try endedFiles() == 24)
        // The days of the first rows come again, in files of their own.
        try writer.append(RawLake.rows(records(days: 40, from: 40)))
        #expect(try endedFiles() == 64)
        var audit = Pipeline.LaneAudit(at: 0)
        audit.until = 80
        #expect(try lake.next() == nil)
        let result = try lake.tables.commit(
            [CommitPart(lane: RawLake.lane(), audit: audit, writer: writer)], to: RawLake.table)
        #expect(result.fenced.isEmpty)
        #expect(try endedFiles() == 80)
        var offsets: [Int64] = []
        let archive = RawArchive(lake.tables)
        while offsets.count < 80 {
            let piece = try archive.read(
                RawLake.lane(), range: Int64(offsets.count)..<80,
                limit: ReadLimit(records: 100, byteCount: 1 << 20))
            try #require(piece.count > 0, "\(offsets) next \(piece.next)")
            offsets += piece.offsets
        }
        #expect(offsets == Array(0..<80))
    }

    @Test("are those written to last: a partition that goes on keeps its file")
    func recentlyUsed() throws {
        let lake = try RawLake(disk)
        let writer = try lake.tables.writer(for: RawLake.table, lane: RawLake.lane())
        for round in Int64(0)..<40 {
            var one = records(days: 1, from: 2 * round)
            one.next += 1
            one.offsets.append(2 * round + 1)
            one.timestamps.append((20_001 + round) * 86_400_000)
            one.timestampTypes.append(0)
            one.keys.appendNull()
            one.values.append(Array("x".utf8).span)
            try writer.append(RawLake.rows(one))
        }
        // 41 partitions, the first one in one file.
        #expect(try endedFiles() == 41 - 16)
    }

    @Test("take memory for what they hold, not each for buffers of its own")
    func memory() throws {
        let lake = try RawLake(disk)
        func memory(days: Int64) throws -> Int {
            let writer = try lake.tables.writer(for: RawLake.table, lane: RawLake.lane())
            #expect(writer.memoryByteCount == 0)
            // Enough rows for pages, which need the buffers.
            for day in 0..<days {
                var rows = records(days: 1, rounds: 5_000)
                for row in rows.timestamps.indices { rows.timestamps[row] += day * 86_400_000 }
                try writer.append(RawLake.rows(rows))
            }
            defer { writer.abandon() }
            return writer.memoryByteCount
        }
        let one = try memory(days: 1)
        let twelve = try memory(days: 12)
        #expect(one > 128 << 10)
        #expect(twelve < 3 * one, "\(one) \(twelve)")
    }
}
