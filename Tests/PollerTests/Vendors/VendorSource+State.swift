import JSONColumns
import Poller
import Testing

/// What the lake holds of a source, worked out from what stands in the topic.
extension VendorSource {
    private static let minute: Int64 = 60_000_000_000
    /// The partition of the topic that ZVZZT falls into; the other one stays empty.
    private static let lane: Int32 = 1

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
        state.offsets[Self.lane, default: 0] += Int64(values.count)
        state.lookback = (lookback ?? 0) * Self.minute
        var polled = PartitionState()
        polled.trouble = trouble
        if let lookback {
            let cursor = time(end)
            polled.time = cursor
            polled.recent = try values.map { try sent($0, to: topic) }
                .filter { $0.time >= cursor - lookback * Self.minute }
        } else {
            for value in values {
                state.contents["ZVZZT\tXNAS"] = RecordID(
                    parts: [name, topic, "ZVZZT"] + identity(try JSONValue(parsing: value)))
            }
        }
        state.partitions = [partition: polled]
        return state
    }

    private func sent(_ value: String, to topic: String) throws -> PartitionState.RecentRecord {
        let record = try JSONValue(parsing: value)
        let symbol = try #require(record["symbol"]?.string)
        let instant = try #require(record["ts"]?.string)
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
