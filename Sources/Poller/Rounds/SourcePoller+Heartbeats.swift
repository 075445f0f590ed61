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
        _ partitions: [SourcePartition], now: Int64, into report: inout PollReport
    ) throws(PollProblem) {
        guard source.backfill == nil,
            let settled = source.settled(partitions, state, hadAt: hadAt, now: now),
            let time = ports.topics.settle(source.name, topic: source.topic, at: settled),
            let lead = source.heartbeatLead
        else { return }
        let beats = Self.heartbeats(
            at: min(time, now).addingSaturated(lead), lanes: lanes)
        try ports.sink.append(beats)
        ports.topics.beat(topic: source.topic, at: time)
        report.heartbeats += beats.count
    }

    /// A heartbeat for each partition of the topic.
    static func heartbeats(
        at time: Int64, lanes: [Int32]
    ) -> [OutgoingRecord] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("ts", RFC3339.text(time))
        writer.endObject()
        let value = writer.copy()
        return lanes.map { lane in
            OutgoingRecord(
                key: "", value: value, partition: lane,
                headers: [.init(RecordHeader.heartbeat, "1")])
        }
    }
}

extension SourcePlan {
    /// The instant before which everything is in the topic.
    ///
    /// A partition in trouble holds it back for a while only: bars of all others would never close.
    ///
    /// - Parameter hadAt: when the poll began that last had a partition without a cursor of times,
    ///   by its key; nobody but the process that polls it knows.
    package func settled(
        _ partitions: [SourcePartition], _ state: PollState, hadAt: [String: Int64] = [:],
        now: Int64
    ) -> Int64? {
        var least = Int64.max
        for partition in partitions {
            guard let known = state.partitions[partition.key] else { return nil }
            let held = now.addingSaturated(-heartbeatHold)
            if let trouble = known.trouble, held > trouble.since { continue }
            guard let time = settled(known, hadAt: hadAt[partition.key], now: now) else {
                return nil
            }
            least = min(least, time)
        }
        return least < .max ? least : nil
    }

    /// The instant before which everything of a partition is in the topic; nil where it was never
    /// polled.
    private func settled(_ known: PartitionState, hadAt: Int64?, now: Int64) -> Int64? {
        switch cursor {
        case .time(let cursor): known.time.map { cursor.settled($0, now: now) }
        // One poll asks for all there is. What is as new as the poll may still be on its way.
        case .none, .id: hadAt.map { $0.addingSaturated(-heartbeatHold) }
        }
    }
}
