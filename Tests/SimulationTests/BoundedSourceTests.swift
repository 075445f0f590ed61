import Bytes
import Columnar
import Connectors
import Pipeline
import TestSupport
import Testing

@Suite("A source cut to a range")
struct BoundedSourceTests {
    @Test("gives the records of the range and no others, however they are cut", arguments: 0..<50)
    func range(seed: UInt64) throws {
        let lane = LaneID(topic: "t", partition: 0)
        let script = LaneScript(lane: lane, count: 60, seed: seed)
        var random = SplitMix64(seed: seed)
        let low = Int64.random(in: 0...40, using: &random)
        let high = low + Int64.random(in: 1...30, using: &random)
        let base = ScriptedSource([lane: script.records], seed: seed)
        let source = BoundedSource(base, ranges: [lane: low..<high])
        let start = try source.resolve(.earliest, for: lane)
        #expect(start == low)
        try source.open(lane, at: start)
        var read: [Int64] = []
        var position = start
        while position < high {
            let batch = try #require(
                try source.read(lane, limit: ReadLimit(records: 7, byteCount: 1 << 20)))
            read += batch.offsets
            position = batch.next
        }
        #expect(read == script.records.offsets.filter { low <= $0 && $0 < high })
        #expect(position == high)
        #expect(try source.bounds(of: lane).upperBound == high)
        #expect(source.end(of: lane) == high)
        #expect(source.end(of: LaneID(topic: "t", partition: 9)) == nil)
    }
}
