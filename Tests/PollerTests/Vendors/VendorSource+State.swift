import JSONColumns
import Poller
import Testing

/// What the lake holds of a source, worked out from what stands in the topic.
extension VendorSource {
    private static let minute: Int64 = 60_000_000_000
    /// The partitions of the topic that symbols fall into.
    private static let lanes: [String: Int32] = ["ZVZZT": 1, "ZXZZT": 1, "ACME": 0]

    /// The state of a poll that has sent records.
    ///
    /// - Parameters:
    ///   - values: all records of the topic, of ZVZZT.
    ///   - end: the first instant that is not polled.
    ///   - heartbeats: how many stand in each partition of the topic.
    func state(
        of values: [String], until end: String = end, heartbeats: Int64 = 0,
        trouble: PartitionState.Trouble? = nil
    ) throws -> PollState {
        let topic = lookback == nil ? "instrument-metadata" : "rest-ticks"
        var state = PollState(source: name, topic: topic)
        state.isOpen = true
        state.offsets = [0: heartbeats, 1: heartbeats]
        state.lookback = (lookback ?? 0) * Self.minute
        try add("ZVZZT", values, until: end, to: &state)
        state.partitions[partition]?.trouble = trouble
        return state
    }

    /// Adds what a poll has sent of a symbol.
    func add(
        _ symbol: String, _ values: [String], until end: String = end, to state: inout PollState
    ) throws {
        state.offsets[try #require(Self.lanes[symbol]), default: 0] += Int64(values.count)
        guard let lookback else {
            state.partitions[partition] = PartitionState()
            for value in values {
                state.contents["\(symbol)\tXNAS"] = try sent(value, to: state.topic).id
            }
            return
        }
        var polled = PartitionState(time: time(end))
        polled.recent = try values.map { try sent($0, to: state.topic) }
            .filter { $0.time >= time(end) - lookback * Self.minute }
        state.partitions["symbol=\(symbol)"] = polled
    }

    private func sent(_ value: String, to topic: String) throws -> PartitionState.RecentRecord {
        let record = try JSONValue(parsing: value)
        let symbol = try #require(record["symbol"]?.string)
        // Instruments have none.
        let instant = record["ts"]?.string ?? Self.end
        return PartitionState.RecentRecord(
            id: RecordID(parts: [name, topic, symbol] + identity(record)), time: time(instant))
    }
}

extension PollState {
    /// The same with recent records in the order of time: vendors begin with the oldest, or not.
    var inOrder: PollState {
        var state = self
        for key in state.partitions.keys {
            state.partitions[key]?.recent.sort { ($0.time, $0.id.hex) < ($1.time, $1.id.hex) }
        }
        return state
    }
}
