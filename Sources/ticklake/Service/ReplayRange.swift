import Connectors
import Kafka
import Pipeline

/// The part of the topics that a replay reads.
struct ReplayRange: Sendable {
    /// An end of the part.
    enum End: Sendable {
        /// Where the topic begins or ends.
        case open
        /// An offset, the same in every lane.
        case offset(Int64)
        /// The first record whose Kafka timestamp (ms) is at or after this.
        case time(Int64)
    }

    var from = End.open
    var until = End.open

    /// The offsets that a lane's part has now.
    func offsets(of lane: LaneID, in source: KafkaSource) throws -> Range<Int64> {
        let bounds = try source.bounds(of: lane)
        let low = try offset(from, of: lane, in: source) ?? bounds.lowerBound
        let high = min(
            bounds.upperBound, try offset(until, of: lane, in: source) ?? bounds.upperBound)
        return low..<max(low, high)
    }

    private func offset(_ end: End, of lane: LaneID, in source: KafkaSource) throws -> Int64? {
        switch end {
        case .open: nil
        case .offset(let offset): offset
        case .time(let milliseconds):
            try source.resolve(.timestamp(milliseconds: milliseconds), for: lane)
        }
    }
}
