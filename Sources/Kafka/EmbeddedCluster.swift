internal import CRDKafka

/// Kafka brokers inside this process: librdkafka's mock cluster, for demonstrations and tests.
///
/// It speaks the protocol over loopback and keeps records in memory. Its limits: about 4 MB stay
/// of each partition, older records go; topics are made with `createTopic` (or on first use), not
/// through `KafkaAdmin`; `KafkaConsumer.offsets(at:)` finds nothing; no security, no
/// transactions' visibility, no compaction; everything goes with the process.
@safe public final class EmbeddedCluster: @unchecked Sendable {
    // Proof: both pointers are set once; librdkafka locks the cluster in each of its calls.

    /// Kafka's requests in which errors can be provoked.
    public enum Request: Int16, Sendable {
        /// Records are written.
        case produce = 0
        /// Records are read.
        case fetch = 1
        /// Offsets are asked for.
        case listOffsets = 2
        /// Topics and leaders are asked for.
        case metadata = 3
        /// Group offsets are written.
        case offsetCommit = 8
        /// Group offsets are read.
        case offsetFetch = 9
        /// A group's broker is asked for.
        case findCoordinator = 10
        /// An idempotent producer begins.
        case initProducerID = 22
    }

    private let handle: OpaquePointer
    private let cluster: OpaquePointer

    /// `host:port` of the brokers, for `KafkaClientConfiguration`.
    public let bootstrapServers: String
    /// The number of brokers, with identifiers from 1.
    public let brokerCount: Int

    /// Starts brokers on free ports of the loopback interface.
    public init(brokers: Int = 1) throws(KafkaError) {
        precondition(brokers > 0, "a cluster has at least one broker")
        let configuration = unsafe rd_kafka_conf_new()
        // It complains that it has no brokers of its own.
        unsafe rd_kafka_conf_set_log_cb(configuration) { _, _, _, _ in }
        guard let handle = unsafe rd_kafka_new(RD_KAFKA_PRODUCER, configuration, nil, 0) else {
            unsafe rd_kafka_conf_destroy(configuration)
            throw KafkaError(rd_kafka_last_error(), while: "the start of the embedded cluster")
        }
        guard let cluster = unsafe rd_kafka_mock_cluster_new(handle, Int32(brokers)) else {
            unsafe rd_kafka_destroy(handle)
            throw KafkaError(
                .retry, "the embedded cluster does not start. no port is free on loopback")
        }
        unsafe self.handle = handle
        unsafe self.cluster = cluster
        bootstrapServers = unsafe text(rd_kafka_mock_cluster_bootstraps(cluster))
        brokerCount = brokers
    }

    deinit {
        unsafe rd_kafka_mock_cluster_destroy(cluster)
        unsafe rd_kafka_destroy(handle)
    }

    /// Makes a topic.
    public func createTopic(_ name: String, partitions: Int) throws(KafkaError) {
        precondition(partitions > 0, "a topic has at least one partition")
        try KafkaError.check(
            unsafe rd_kafka_mock_topic_create(cluster, name, Int32(partitions), 1),
            while: "the creation of topic `\(name)`")
    }

    /// Has the next requests of a kind answered with errors, one each.
    public func failNext(_ request: Request, with codes: [KafkaErrorCode]) {
        let errors = codes.map { rd_kafka_resp_err_t($0.number) }
        unsafe errors.withUnsafeBufferPointer { errors in
            unsafe rd_kafka_mock_push_request_errors_array(
                cluster, request.rawValue, errors.count, errors.baseAddress)
        }
    }

    /// Forgets the errors of a kind of request that are still to come.
    public func stopFailing(_ request: Request) {
        unsafe rd_kafka_mock_clear_request_errors(cluster, request.rawValue)
    }

    /// Answers everything about a topic with an error; nil ends it.
    public func fail(topic: String, with code: KafkaErrorCode?) {
        unsafe rd_kafka_mock_topic_set_error(
            cluster, topic, rd_kafka_resp_err_t(code?.number ?? 0))
    }

    /// Drops a broker's connections and refuses new ones.
    public func stopBroker(_ broker: Int = 1) throws(KafkaError) {
        try KafkaError.check(
            unsafe rd_kafka_mock_broker_set_down(cluster, Int32(broker)),
            while: "the stop of a broker")
    }

    /// Takes connections again.
    public func startBroker(_ broker: Int = 1) throws(KafkaError) {
        try KafkaError.check(
            unsafe rd_kafka_mock_broker_set_up(cluster, Int32(broker)),
            while: "the start of a broker")
    }

    /// Delays every answer of a broker.
    public func setRoundTrip(milliseconds: Int, broker: Int = 1) throws(KafkaError) {
        try KafkaError.check(
            unsafe rd_kafka_mock_broker_set_rtt(cluster, Int32(broker), Int32(milliseconds)),
            while: "the delay of a broker")
    }
}
