public import Columnar
public import Kafka
public import Pipeline

/// Kafka as the engine's source: lanes are assigned one by one, at offsets that the lake gave.
public final class KafkaSource: RecordSource {
    private let consumer: KafkaConsumer
    private let now: @Sendable () -> Int64

    /// Makes a source; `post` is told of lanes that have records, and `now` is the monotonic clock
    /// in nanoseconds.
    public init(
        _ configuration: KafkaConsumerConfiguration, observer: KafkaObserver,
        now: @escaping @Sendable () -> Int64,
        post: @escaping @Sendable (EngineEvent) -> Void
    ) throws {
        self.now = now
        consumer = try KafkaConsumer(configuration, observer: observer) { place in
            post(.available(LaneID(place)))
        }
    }

    /// Assigns the lane at the offset.
    public func open(_ lane: LaneID, at offset: Int64) throws {
        try mapping(lane) {
            let place = TopicPartition(lane)
            if consumer.assignedLanes.contains(place) { try consumer.remove([place]) }
            try consumer.assign([place: offset])
        }
    }

    /// The records that librdkafka has fetched.
    public func read(_ lane: LaneID, limit: Pipeline.ReadLimit) throws -> RecordBatch? {
        try mapping(lane) {
            try consumer.read(
                TopicPartition(lane),
                limit: Kafka.ReadLimit(records: limit.records, bytes: limit.byteCount))
        }
    }

    /// Ends the lane's assignment.
    public func close(_ lane: LaneID) {
        // A lane that was never assigned, or a client that is closed, has nothing to end.
        try? consumer.remove([TopicPartition(lane)])
    }

    /// The watermarks that the broker has now.
    public func bounds(of lane: LaneID) throws -> Range<Int64> {
        try mapping(lane) {
            let place = TopicPartition(lane)
            let marks = try consumer.watermarks(of: [place])[place]
            return (marks?.low ?? 0)..<(marks?.high ?? 0)
        }
    }

    /// The end that librdkafka's last fetch of the lane found.
    public func end(of lane: LaneID) -> Int64? { consumer.fetchedEnd(of: TopicPartition(lane)) }

    /// The record at an offset, asked of the broker; nil where there is none (any more).
    public func record(at offset: Int64, of lane: LaneID) throws -> RecordBatch? {
        try mapping(lane) {
            let place = TopicPartition(lane)
            if consumer.assignedLanes.contains(place) { try consumer.remove([place]) }
            let found = try consumer.record(
                at: offset, of: place, deadline: now() + Self.answerNanoseconds)
            return found.offsets.first == offset ? found : nil
        }
    }

    /// How long the broker has to answer.
    private static let answerNanoseconds: Int64 = 30_000_000_000

    /// The offset that a start position stands for now.
    public func resolve(_ start: StartPosition, for lane: LaneID) throws -> Int64 {
        let bounds = try bounds(of: lane)
        switch start {
        case .earliest: return bounds.lowerBound
        case .latest: return bounds.upperBound
        case .timestamp(let milliseconds):
            return try mapping(lane) {
                let place = TopicPartition(lane)
                let found = try consumer.offsets(at: [place: milliseconds])
                return (found[place] ?? nil) ?? bounds.upperBound
            }
        case .offsets(let offsets):
            return offsets.first { $0.isOf(lane) }?.offset ?? bounds.lowerBound
        }
    }

    /// Commits the offsets to the consumer group, for dashboards of lag.
    public func report(progress: [LaneID: Int64]) {
        var offsets: [TopicPartition: Int64] = [:]
        for (lane, next) in progress { offsets[TopicPartition(lane)] = next }
        // Only dashboards read them; the observer hears when that fails, and when it works again.
        consumer.commitGroupOffsets(offsets, nanoseconds: now())
    }

    /// The number of partitions that a topic has.
    public func partitionCount(of topic: String, within timeout: Duration) throws -> Int {
        try consumer.partitionCount(of: topic, within: timeout)
    }

    /// Ends the client.
    public func shutdown() {
        consumer.flushGroupOffsets()
        consumer.close()
    }

    /// Turns the client's errors into what the engine does about them.
    private func mapping<Value>(_ lane: LaneID, _ body: () throws -> Value) throws -> Value {
        do { return try body() } catch let error as KafkaError {
            throw PortError(Self.reaction(to: error), "lane \(lane): \(error.message)")
        }
    }

    private static func reaction(to error: KafkaError) -> PortError.Reaction {
        switch error.kind {
        // Where the offset is gone, recovery looks in RAW and says what is lost.
        case .retry, .dataLoss, .exists, .closed, .corrupt: .rebuild
        case .missing, .refused, .denied, .configuration, .fatal: .halt(.unavailable)
        }
    }
}

extension LaneID {
    init(_ place: TopicPartition) {
        self.init(topic: place.topic, partition: place.partition)
    }
}

extension TopicPartition {
    init(_ lane: LaneID) { self.init(lane.topic, lane.partition) }
}
