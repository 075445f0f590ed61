internal import CRDKafka
internal import Synchronization

/// Writes records, each once and in order per partition, and accounts for every one.
///
/// `send` copies records into a bounded queue and returns; delivery goes on behind. `flush` waits
/// for it. Every record ends in the report as delivered or as failed with a code.
public final class KafkaProducer: Sendable {
    let client: ClientHandle
    private let topics = Mutex(TopicReferences())

    /// Makes a producer; does not wait for a connection.
    ///
    /// - Throws: `configuration`, naming the property.
    public init(
        _ configuration: KafkaProducerConfiguration, observer: KafkaObserver = KafkaObserver()
    ) throws(KafkaError) {
        let native = try configuration.native()
        let hub = CallbackHub(
            observer: observer, redaction: Redaction(configuration.client.properties))
        client = try ClientHandle(RD_KAFKA_PRODUCER, native, hub: hub)
        client.serve(threadName: "kafka-producer")
    }

    deinit { close() }

    /// Hands records over for delivery, in order; waits while the queue is full.
    ///
    /// A record that can never be sent (too large, no such partition) is counted as failed and the
    /// others go on.
    ///
    /// - Returns: how many of the records were taken over, from the first on: all of them, unless
    ///   the queue stayed full for the whole `timeout`.
    /// - Throws: `fatal` when the producer cannot go on.
    @discardableResult
    public func send(
        _ records: ProducerRecords, to topic: String, within timeout: Duration = .seconds(120)
    ) throws(KafkaError) -> Int {
        records.checkLengths()
        guard records.count > 0 else { return 0 }
        return unsafe try client.use { (handle) throws(KafkaError) in
            let reference = try topics.withLock { (topics) throws(KafkaError) in
                unsafe try topics.reference(handle, topic)
            }
            var submission = unsafe Submission(handle, reference.pointer, client.hub, timeout)
            return try submission.submit(records)
        }
    }

    /// Waits until every record sent so far is delivered or failed.
    ///
    /// - Returns: the report of all records since the producer was made; `pending` is not zero when
    ///   the time did not suffice.
    @discardableResult
    public func flush(within timeout: Duration) throws(KafkaError) -> DeliveryReport {
        unsafe try client.use { (handle) throws(KafkaError) in
            unsafe _ = rd_kafka_flush(handle, timeout.wholeMilliseconds)
        }
        return report
    }

    /// What has become of the records so far.
    public var report: DeliveryReport { client.hub.deliveries.report }

    /// The number of partitions of a topic.
    ///
    /// - Throws: `missing` when there is no such topic.
    public func partitionCount(
        of topic: String, within timeout: Duration = .seconds(30)
    ) throws(KafkaError) -> Int {
        try client.partitionCount(of: topic, within: timeout)
    }

    /// Ends the producer; records that are still pending are dropped, so `flush` first.
    public func close() {
        // Else the destruction would wait for brokers that may be away.
        unsafe try? client.use { handle in
            unsafe _ = rd_kafka_purge(
                handle, Int32(RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT))
        }
        client.close { topics.withLock { $0.releaseAll() } }
    }
}

/// A topic as librdkafka refers to it.
@safe private struct TopicReference: @unchecked Sendable {
    // Proof: librdkafka counts and locks its topic objects.
    let pointer: OpaquePointer
}

/// The topics that a producer has used.
private struct TopicReferences {
    private var known: [String: TopicReference] = [:]

    mutating func reference(
        _ handle: OpaquePointer, _ topic: String
    ) throws(KafkaError) -> TopicReference {
        if let reference = known[topic] { return reference }
        guard let pointer = unsafe rd_kafka_topic_new(handle, topic, nil) else {
            throw KafkaError(rd_kafka_last_error(), while: "the use of topic `\(topic)`")
        }
        let reference = unsafe TopicReference(pointer: pointer)
        known[topic] = reference
        return reference
    }

    mutating func releaseAll() {
        for reference in known.values { unsafe rd_kafka_topic_destroy(reference.pointer) }
        known = [:]
    }
}
