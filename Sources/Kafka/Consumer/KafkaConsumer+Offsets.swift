extension KafkaConsumer {
    /// The watermarks of lanes, asked of the brokers; the lanes need not be assigned.
    ///
    /// - Throws: `retry` when brokers do not answer in time, `missing` for an unknown lane.
    public func watermarks(
        of lanes: [TopicPartition], within timeout: Duration = .seconds(30)
    ) throws(KafkaError) -> [TopicPartition: Watermarks] {
        let lows = try client.offsets(for: lanes.all(at: Self.beginning), within: timeout)
        let highs = try client.offsets(for: lanes.all(at: Self.end), within: timeout)
        var result: [TopicPartition: Watermarks] = [:]
        for (lane, low) in lows {
            result[lane] = Watermarks(low: low, high: max(low, highs[lane] ?? low))
        }
        return result
    }

    /// The offset after the last record of an assigned lane, as of the last fetch; nil before the
    /// first one.
    ///
    /// Asks nobody, and costs next to nothing.
    public func fetchedEnd(of lane: TopicPartition) -> Int64? { client.fetchedEnd(of: lane) }

    /// For each lane, the first offset whose record has a Kafka timestamp at or after a time (in
    /// milliseconds since the epoch); nil when no record is that young.
    public func offsets(
        at milliseconds: [TopicPartition: Int64], within timeout: Duration = .seconds(30)
    ) throws(KafkaError) -> [TopicPartition: Int64?] {
        try client.offsets(for: milliseconds.mapValues { max(0, $0) }, within: timeout)
            .mapValues { $0 < 0 ? nil : $0 }
    }

    /// The number of partitions of a topic.
    ///
    /// - Throws: `missing` when there is no such topic.
    public func partitionCount(
        of topic: String, within timeout: Duration = .seconds(30)
    ) throws(KafkaError) -> Int {
        try client.partitionCount(of: topic, within: timeout)
    }

    // Kafka's protocol gives these two times their meaning.
    private static let end: Int64 = -1
    private static let beginning: Int64 = -2
}

extension [TopicPartition] {
    fileprivate func all(at time: Int64) -> [TopicPartition: Int64] {
        Dictionary(map { ($0, time) }) { first, _ in first }
    }
}
