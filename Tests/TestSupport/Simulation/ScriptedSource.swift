import Bytes
public import Columnar
public import Pipeline
import Synchronization

/// A record source over records in memory, read in pieces of random size.
public final class ScriptedSource: RecordSource {
    private struct State {
        var records: [LaneID: RecordBatch]
        var positions: [LaneID: Int64] = [:]
        var low: [LaneID: Int64] = [:]
        var random: SplitMix64
    }

    private let state: Mutex<State>

    /// Makes a source of whole lanes.
    public init(_ records: [LaneID: RecordBatch], seed: UInt64) {
        state = Mutex(State(records: records, random: SplitMix64(seed: seed)))
    }

    /// Makes records below an offset unreadable, as retention does.
    public func removeRecords(of lane: LaneID, below offset: Int64) {
        state.withLock { $0.low[lane] = offset }
    }

    /// Lets a lane's records grow, as a producer does; the engine is still to be told.
    public func extend(_ lane: LaneID, by append: (inout RecordBatch) -> Void) {
        state.withLock { append(&$0.records[lane, default: RecordBatch(next: 0)]) }
    }

    /// Starts a lane at an offset.
    public func open(_ lane: LaneID, at offset: Int64) {
        state.withLock { $0.positions[lane] = offset }
    }

    /// A random number of the records that follow.
    public func read(_ lane: LaneID, limit: ReadLimit) throws -> RecordBatch? {
        try state.withLock { state in
            guard let position = state.positions[lane], let all = state.records[lane] else {
                throw PortError(.rebuild, "the lane is not open")
            }
            guard position < all.next else { return nil }
            let start = all.offsets.firstIndex { $0 >= position } ?? all.count
            let left = all.count - start
            let count = left == 0 ? 0 : Int.random(in: 1...min(left, 37), using: &state.random)
            let piece = all.extracting(start..<start + count)
            let next = start + count == all.count ? all.next : all.offsets[start + count]
            state.positions[lane] = next
            var result = piece
            result.next = next
            return result
        }
    }

    /// Ends a lane.
    public func close(_ lane: LaneID) {
        state.withLock { $0.positions[lane] = nil }
    }

    /// The offsets that are there.
    public func bounds(of lane: LaneID) -> Range<Int64> {
        state.withLock { state in
            let high = state.records[lane]?.next ?? 0
            return (state.low[lane] ?? state.records[lane]?.offsets.first ?? high)..<high
        }
    }

    /// The end of the records so far.
    public func end(of lane: LaneID) -> Int64? { bounds(of: lane).upperBound }

    /// The record at an offset; nil where there is none, or none any more.
    public func record(at offset: Int64, of lane: LaneID) -> RecordBatch? {
        state.withLock { state in
            guard let all = state.records[lane], offset >= state.low[lane] ?? .min,
                let row = all.offsets.firstIndex(of: offset)
            else { return nil }
            return all.extracting(row..<row + 1)
        }
    }

    /// The offset of a start position; timestamps are not scripted.
    public func resolve(_ start: StartPosition, for lane: LaneID) -> Int64 {
        let bounds = bounds(of: lane)
        return switch start {
        case .latest: bounds.upperBound
        case .offsets(let named): named.first { $0.isOf(lane) }?.offset ?? bounds.lowerBound
        case .earliest, .timestamp: bounds.lowerBound
        }
    }

    /// Nothing is done with it.
    public func report(progress: [LaneID: Int64]) {}
}
