import Columnar
import Pipeline
import Testing
import ticklake

/// Which offsets of each lane a replay reads.
@Suite struct ReplayRangeTests {
    /// A source whose lanes have the offsets 100..<600, one in each second since the epoch.
    private struct Source: RecordSource {
        func open(_ lane: LaneID, at offset: Int64) {}
        func read(_ lane: LaneID, limit: ReadLimit) -> RecordBatch? { nil }
        func close(_ lane: LaneID) {}
        func bounds(of lane: LaneID) -> Range<Int64> { 100..<600 }
        func end(of lane: LaneID) -> Int64? { 600 }
        func record(at offset: Int64, of lane: LaneID) -> RecordBatch? { nil }
        func report(progress: [LaneID: Int64]) {}
        func resolve(_ start: StartPosition, for lane: LaneID) -> Int64 {
            guard case .timestamp(let milliseconds) = start else { return 100 }
            return min(max((milliseconds + 999) / 1_000, 100), 600)
        }
    }

    private func offsets(_ range: ReplayRange, _ kind: TopicKind) throws -> Range<Int64> {
        try range.offsets(of: LaneID(topic: "t", partition: 0), kind, in: Source())
    }

    @Test("ticks are cut at offsets, which are clamped to what the lane has")
    func offsetsOfTicks() throws {
        #expect(try offsets(ReplayRange(), .ticks) == 100..<600)
        #expect(
            try offsets(ReplayRange(from: .offset(150), until: .offset(200)), .ticks) == 150..<200)
        #expect(
            try offsets(ReplayRange(from: .offset(7), until: .offset(9_000)), .ticks) == 100..<600)
        #expect(
            try offsets(ReplayRange(from: .offset(1_000), until: .offset(3_000)), .ticks)
                == 600..<600)
        #expect(try offsets(ReplayRange(until: .offset(50)), .ticks) == 100..<100)
    }

    @Test("ticks are cut at Kafka's times")
    func timesOfTicks() throws {
        let range = ReplayRange(from: .time(200_000), until: .time(300_500))
        #expect(try offsets(range, .ticks) == 200..<301)
    }

    @Test("instruments are read from their beginning, up to a time, and to their end by offsets")
    func instruments() throws {
        let times = ReplayRange(from: .time(200_000), until: .time(300_000))
        #expect(try offsets(times, .instruments) == 100..<300)
        let places = ReplayRange(from: .offset(200), until: .offset(300))
        #expect(try offsets(places, .instruments) == 100..<600)
    }

    @Test("a range whose end is not after its start is out of order")
    func order() {
        #expect(ReplayRange(from: .offset(1), until: .offset(2)).isOrdered)
        #expect(!ReplayRange(from: .offset(2), until: .offset(2)).isOrdered)
        #expect(!ReplayRange(from: .time(2), until: .time(1)).isOrdered)
        #expect(ReplayRange(from: .time(2), until: .offset(1)).isOrdered)
        #expect(ReplayRange().isOrdered)
    }
}
