import Bytes
import Columnar
import Connectors
import ObjectStorage
import Pipeline
import Platform
import Synchronization
import TestSupport
import Testing

@Suite("RAW as a source")
struct RawArchiveTests {
    private let lanes = [RawLake.lane(0), RawLake.lane(1)]

    /// A lake in which each lane has three files, of forty records each.
    private func lake(_ store: any ObjectStore) throws -> RawLake {
        let lake = try RawLake(store)
        for start in stride(from: Int64(0), to: 120, by: 40) {
            for lane in lanes { try lake.append(RawLake.records(start..<start + 40), to: lane) }
        }
        return lake
    }

    private func isDataFile(_ path: StorePath) -> Bool {
        path.name.hasSuffix(".parquet") && !path.name.contains("checkpoint")
    }

    /// Reads a lane's range in small pieces.
    private func offsets(
        _ archive: RawArchive, _ range: Range<Int64>, lane: LaneID = RawLake.lane()
    ) throws -> [Int64] {
        var position = range.lowerBound
        var read: [Int64] = []
        while position < range.upperBound {
            let piece = try archive.read(
                lane, range: position..<range.upperBound,
                limit: ReadLimit(records: 7, byteCount: 1 << 20))
            for row in 0..<piece.count {
                #expect(piece.values.text(row) == "\(piece.offsets[row])")
            }
            read += piece.offsets
            try #require(piece.next > position, "a read moves the lane")
            position = piece.next
        }
        return read
    }

    @Test(
        "gives back every record of a range in order, wherever it begins and ends",
        arguments: 0..<20 as Range<UInt64>)
    func ranges(seed: UInt64) throws {
        let lake = try RawLake(MemoryStore())
        var random = SplitMix64(seed: seed)
        var next: Int64 = 0
        var all: [Int64] = []
        // Files of two dates lie across each other, and offsets are missing between files.
        for _ in 0..<5 {
            let start = next + Int64.random(in: 0...3, using: &random)
            next = start + Int64.random(in: 1...40, using: &random)
            let isSplit = Bool.random(using: &random)
            try lake.append(RawLake.records(start..<next, overMidnight: isSplit))
            all += Array(start..<next)
        }
        let archive = RawArchive(lake.tables)
        for _ in 0..<10 {
            let low = Int64.random(in: 0..<next, using: &random)
            let high = Int64.random(in: low + 1...next + 2, using: &random)
            #expect(try offsets(archive, low..<high) == all.filter { low <= $0 && $0 < high })
        }
    }

    @Test("lanes that read in turns read every file once")
    func turns() throws {
        let counted = MetricsStore(MemoryStore())
        let archive = RawArchive(try lake(counted).tables)
        var read: [LaneID: [Int64]] = [:]
        var position: Int64 = 0
        // The list of files is read with the first piece.
        var gets = 0
        while position < 120 {
            for lane in lanes {
                let piece = try archive.read(
                    lane, range: position..<120, limit: ReadLimit(records: 10, byteCount: 1 << 20))
                read[lane, default: []] += piece.offsets
            }
            position += 10
            if position == 10 { gets = counted.traffic.calls[.getSuffix] ?? 0 }
        }
        for lane in lanes { #expect(read[lane] == Array(0..<120)) }
        #expect((counted.traffic.calls[.getSuffix] ?? 0) - gets == 4)
    }

    @Test("a lane that waits for its file keeps no other lane waiting")
    func waiting() throws {
        let archived = Mutex<RawArchive?>(nil)
        let answers = Inbox<[Int64]>()
        let isFirst = Mutex(true)
        let disk = MemoryStore()
        _ = try lake(disk)
        let slow = FaultyStore(disk) { call in
            guard isDataFile(call.path), let archive = archived.withLock({ $0 }),
                isFirst.withLock({ isFirst in
                    defer { isFirst = false }
                    return isFirst
                })
            else { return nil }
            let other = NamedThread("other-lane") {
                _ = answers.post((try? offsets(archive, 0..<120, lane: lanes[1])) ?? [])
            }
            let deadline = SystemClock.monotonicNanoseconds() + 20_000_000_000
            #expect(answers.next(deadline: deadline) == Array(0..<120))
            other.join()
            return nil
        }
        let archive = RawArchive(try RawLake(slow).tables)
        archived.withLock { $0 = archive }
        #expect(try offsets(archive, 0..<120, lane: lanes[0]) == Array(0..<120))
        #expect(!isFirst.withLock { $0 })
    }

    @Test("nothing is held of a lane that is done or closed")
    func drops() throws {
        let counted = MetricsStore(MemoryStore())
        let archive = RawArchive(try lake(counted).tables)
        let limit = ReadLimit(records: 10, byteCount: 1 << 20)
        func gets(_ body: () throws -> Void) rethrows -> Int {
            let before = counted.traffic.calls[.getSuffix] ?? 0
            try body()
            return (counted.traffic.calls[.getSuffix] ?? 0) - before
        }
        #expect(try gets { _ = try archive.read(lanes[0], range: 0..<40, limit: limit) } > 0)
        #expect(try gets { _ = try archive.read(lanes[0], range: 10..<40, limit: limit) } == 0)
        archive.close(lanes[0])
        #expect(try gets { _ = try archive.read(lanes[0], range: 20..<40, limit: limit) } > 0)
        #expect(try gets { _ = try archive.read(lanes[0], range: 30..<40, limit: limit) } == 0)
        #expect(try gets { _ = try archive.read(lanes[0], range: 30..<40, limit: limit) } > 0)
    }

    @Test("gives the last record of a lane below any offset")
    func lastRecord() throws {
        let lake = try lake(MemoryStore())
        // Offsets that hold no record lie before this one.
        try lake.append(RawLake.records(130..<131), to: lanes[0])
        let archive = RawArchive(lake.tables)
        for (below, offset) in [(131, 130), (130, 119), (121, 119), (120, 119), (80, 79), (1, 0)] {
            let found = try #require(try archive.lastRecord(of: lanes[0], below: Int64(below)))
            #expect(found.offsets == [Int64(offset)])
            #expect(found.values.text(0) == "\(offset)")
            #expect(found.keys.isNull(0))
        }
        #expect(try archive.lastRecord(of: lanes[0], below: 0)?.count == nil)
        #expect(try archive.lastRecord(of: RawLake.lane(7), below: 120)?.count == nil)
    }

    @Test("finds the last record in the newest commits, however long the log is")
    func lastRecordIsCheap() throws {
        let counted = MetricsStore(MemoryStore())
        let lake = try RawLake(counted)
        for offset in Int64(0)..<50 { try lake.append(RawLake.records(offset..<offset + 1)) }
        let archive = RawArchive(lake.tables)
        let before = counted.traffic.calls.values.reduce(0, +)
        #expect(try archive.lastRecord(of: RawLake.lane(), below: 50)?.offsets == [49])
        #expect(counted.traffic.calls.values.reduce(0, +) - before < 10)
    }
}
