import Kafka
import Pipeline

/// What the brokers have of a pipeline's topics.
struct TopicCensus: Sendable {
    /// How long the brokers are waited for, for each answer.
    private static let patience = Duration.seconds(15)

    private let client: KafkaClientConfiguration
    /// What the client was told that it cannot mend: a call alone only says that it took too long.
    private let refusal = LastError()
    private let onError: @Sendable (KafkaError) -> Void

    /// - Parameter onError: told of what goes wrong while the brokers are waited for.
    init(_ plan: PipelinePlan, onError: @escaping @Sendable (KafkaError) -> Void = { _ in }) {
        client = plan.kafka.clientConfiguration
        self.onError = onError
    }

    /// The number of partitions of each topic that is there.
    ///
    /// Asked by a consumer: brokers that make topics on use would make them for others.
    func partitions(of topics: [TopicPlan]) throws -> [String: Int] {
        let consumer = try consumer()
        defer { consumer.close() }
        return try partitions(of: topics, by: consumer)
    }

    /// All that is to be known of the topics that are there.
    func states(of topics: [TopicPlan]) throws -> [String: TopicState] {
        let consumer = try consumer()
        defer { consumer.close() }
        let partitions = try partitions(of: topics, by: consumer)
        guard !partitions.isEmpty else { return [:] }
        let admin = try KafkaAdmin(client)
        defer { admin.close() }
        let settings = try admin.settings(of: Array(partitions.keys), within: Self.patience)
        var states: [String: TopicState] = [:]
        for (name, count) in partitions {
            guard let found = settings[name] else { continue }
            states[name] = TopicState(partitions: count, settings: try found.get())
        }
        return states
    }

    /// The offsets between which each partition of topics can be read.
    func watermarks(of partitions: [String: Int]) throws -> [TopicPartition: Watermarks] {
        let consumer = try consumer()
        defer { consumer.close() }
        let lanes = partitions.flatMap { (name: String, count: Int) -> [TopicPartition] in
            (0..<Int32(count)).map { TopicPartition(name, $0) }
        }
        return try consumer.watermarks(of: lanes, within: Self.patience)
    }

    private func partitions(
        of topics: [TopicPlan], by consumer: KafkaConsumer
    ) throws -> [String: Int] {
        var partitions: [String: Int] = [:]
        for topic in topics {
            partitions[topic.name] = try partitionCount(of: topic.name, by: consumer)
        }
        return partitions
    }

    /// Nil for a topic that is not there.
    private func partitionCount(
        of topic: String, by consumer: KafkaConsumer
    ) throws(KafkaError) -> Int? {
        do {
            return try consumer.partitionCount(of: topic, within: Self.patience)
        } catch {
            if error.kind == .missing { return nil }
            throw error.kind == .retry ? refusal.value ?? error : error
        }
    }

    private func consumer() throws -> KafkaConsumer {
        let (refusal, onError) = (refusal, onError)
        let observer = KafkaObserver(onError: { error in
            if error.kind != .retry { refusal.set(error) }
            onError(error)
        })
        return try KafkaConsumer(
            KafkaConsumerConfiguration(client: client), observer: observer
        ) { _ in }
    }
}
