internal import CRDKafka

/// Creates, describes, changes and deletes topics.
///
/// Every call waits for the brokers and answers per topic, so that one that fails does not hide
/// what happened to the others. Brokers may hear of a change a moment after the answer. Event Hubs
/// has no such interface, the embedded cluster only `createTopic` of its own.
public final class KafkaAdmin: Sendable {
    /// A topic to be created.
    public struct NewTopic: Sendable, Equatable {
        /// The name.
        public var name: String
        /// The number of partitions.
        public var partitions: Int
        /// The copies of each record; nil for the broker's default.
        public var replicas: Int?
        /// Topic settings, as in `message.timestamp.type`: `LogAppendTime`.
        public var settings: [String: String]

        /// Describes a topic to be created.
        public init(
            _ name: String, partitions: Int, replicas: Int? = nil, settings: [String: String] = [:]
        ) {
            precondition(partitions > 0, "a topic has at least one partition")
            self.name = name
            self.partitions = partitions
            self.replicas = replicas
            self.settings = settings
        }
    }

    /// What became of one topic, or one lane.
    public typealias Outcome = Result<Void, KafkaError>

    let client: ClientHandle

    /// Makes an admin client; does not wait for a connection.
    ///
    /// - Throws: `configuration`, naming the property.
    public init(
        _ configuration: KafkaClientConfiguration, observer: KafkaObserver = KafkaObserver()
    ) throws(KafkaError) {
        let native = try NativeConfiguration(
            configuration, defaults: [], profile: [], required: [.init("log.queue", "true")])
        let hub = CallbackHub(observer: observer, redaction: Redaction(configuration.properties))
        client = try ClientHandle(RD_KAFKA_PRODUCER, native, hub: hub)
        client.serve(threadName: "kafka-admin")
    }

    deinit { close() }

    /// Ends the client.
    public func close() { client.close() }

    /// Creates topics; `exists` for one that is there.
    public func create(
        _ topics: [NewTopic], within timeout: Duration = .seconds(30)
    ) throws(KafkaError) -> [String: Outcome] {
        let request = AdminRequest(
            client, "the creation of topics", RD_KAFKA_ADMIN_OP_CREATETOPICS, timeout)
        return unsafe try request.run(
            topics, make: { (topic) throws(KafkaError) in unsafe try Self.make(topic) },
            free: { unsafe rd_kafka_NewTopic_destroy($0) },
            send: { unsafe rd_kafka_CreateTopics($0, $1, $2, $3, $4) },
            read: { event in
                var count = 0
                let result = unsafe rd_kafka_event_CreateTopics_result(event)
                let topics = unsafe rd_kafka_CreateTopics_result_topics(result, &count)
                return unsafe Self.outcomes(topics, count, "the creation")
            })
    }

    /// Deletes topics; `missing` for one that is not there.
    public func delete(
        _ topics: [String], within timeout: Duration = .seconds(30)
    ) throws(KafkaError) -> [String: Outcome] {
        let request = AdminRequest(
            client, "the deletion of topics", RD_KAFKA_ADMIN_OP_DELETETOPICS, timeout)
        return unsafe try request.run(
            topics, make: { unsafe rd_kafka_DeleteTopic_new($0) },
            free: { unsafe rd_kafka_DeleteTopic_destroy($0) },
            send: { unsafe rd_kafka_DeleteTopics($0, $1, $2, $3, $4) },
            read: { event in
                var count = 0
                let result = unsafe rd_kafka_event_DeleteTopics_result(event)
                let topics = unsafe rd_kafka_DeleteTopics_result_topics(result, &count)
                return unsafe Self.outcomes(topics, count, "the deletion")
            })
    }

    /// Gives topics more partitions: `refused` for one that has as many already.
    ///
    /// Keys move to other partitions by it, so one symbol can get parts in two lanes.
    public func increasePartitions(
        _ totals: [String: Int], within timeout: Duration = .seconds(30)
    ) throws(KafkaError) -> [String: Outcome] {
        let request = AdminRequest(
            client, "the increase of partitions", RD_KAFKA_ADMIN_OP_CREATEPARTITIONS, timeout)
        return unsafe try request.run(
            Array(totals),
            make: { (topic) throws(KafkaError) in
                unsafe try Self.make(topic.key, partitions: topic.value)
            },
            free: { unsafe rd_kafka_NewPartitions_destroy($0) },
            send: { unsafe rd_kafka_CreatePartitions($0, $1, $2, $3, $4) },
            read: { event in
                var count = 0
                let result = unsafe rd_kafka_event_CreatePartitions_result(event)
                let topics = unsafe rd_kafka_CreatePartitions_result_topics(result, &count)
                return unsafe Self.outcomes(topics, count, "the increase of partitions")
            })
    }

    private static func make(_ topic: NewTopic) throws(KafkaError) -> OpaquePointer? {
        var reason = [CChar](repeating: 0, count: 256)
        let made = unsafe rd_kafka_NewTopic_new(
            topic.name, Int32(clamping: topic.partitions), Int32(clamping: topic.replicas ?? -1),
            &reason, reason.count)
        guard let made = unsafe made else { throw invalid(topic.name, reason) }
        for (name, value) in topic.settings {
            unsafe rd_kafka_NewTopic_set_config(made, name, value)
        }
        return unsafe made
    }

    private static func make(_ name: String, partitions: Int) throws(KafkaError) -> OpaquePointer? {
        var reason = [CChar](repeating: 0, count: 256)
        let made = unsafe rd_kafka_NewPartitions_new(name, partitions, &reason, reason.count)
        guard let made = unsafe made else { throw invalid(name, reason) }
        return unsafe made
    }

    private static func invalid(_ topic: String, _ reason: [CChar]) -> KafkaError {
        let detail = unsafe reason.withUnsafeBufferPointer { unsafe text($0.baseAddress) }
        return KafkaError(.configuration, "topic `\(topic)` cannot be made. \(detail). correct it")
    }

    private static func outcomes(
        _ topics: UnsafeMutablePointer<OpaquePointer?>?, _ count: Int, _ action: String
    ) -> [String: Outcome] {
        var outcomes: [String: Outcome] = [:]
        for index in 0..<count {
            guard let topic = unsafe topics?[index] else { continue }
            let name = unsafe text(rd_kafka_topic_result_name(topic))
            let code = unsafe rd_kafka_topic_result_error(topic)
            let reason = unsafe text(rd_kafka_topic_result_error_string(topic))
            outcomes[name] =
                code == RD_KAFKA_RESP_ERR_NO_ERROR
                ? .success(())
                : .failure(
                    KafkaError(
                        code, while: "\(action) of topic `\(name)`",
                        detail: reason.isEmpty ? nil : reason))
        }
        return outcomes
    }
}
