internal import Bytes

internal import JSONColumns

extension SourcePoller {
    /// Tells the lanes of the topic how far event time has come, so that bars of quiet symbols
    /// close.
    ///
    /// Every record before the settled instant is in the topic. A heartbeat that is later by the
    /// pipeline's watermark delay brings the watermark to that instant: it closes the windows that
    /// end there or before, and no later record is late for its own.
    mutating func sendHeartbeats(
        _ mode: PollMode, _ partitions: [SourcePartition], now: Int64,
        into report: inout PollReport
    ) throws(PollProblem) {
        guard case .live = mode, let lead = source.heartbeatLead,
            let settled = settled(partitions, now: now),
            let time = ports.topics.settle(source.name, topic: source.topic, at: settled)
        else { return }
        let text = RFC3339.text(min(time.addingSaturated(lead), now.addingSaturated(lead)))
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("ts", text)
        writer.endObject()
        let value = writer.copy()
        let beats = state.offsets.keys.sorted().map { lane in
            OutgoingRecord(
                key: "", value: value, partition: lane,
                headers: [.init(RecordHeader.heartbeat, "1")])
        }
        try ports.sink.append(beats)
        report.heartbeats += beats.count
    }

    /// The instant before which everything is in the topic.
    ///
    /// A partition in trouble holds it back for a while only: bars of all others would never close.
    private func settled(_ partitions: [SourcePartition], now: Int64) -> Int64? {
        switch source.cursor {
        case .none: return now.addingSaturated(-(source.heartbeatHold))
        case .id: return nil
        case .time:
            let times = partitions.compactMap { partition -> Int64?? in
                guard let known = state.partitions[partition.key] else { return .some(nil) }
                if let trouble = known.trouble,
                    now.addingSaturated(-source.heartbeatHold) > trouble.since
                {
                    return nil
                }
                return .some(known.time)
            }
            guard !times.isEmpty, times.allSatisfy({ $0 != nil }) else { return nil }
            return times.compactMap(\.self).min()
        }
    }
}
