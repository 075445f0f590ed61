/// How a producer sends.
public struct KafkaProducerConfiguration: Sendable {
    /// How batches are compressed on their way and in the log.
    public enum Compression: String, Sendable, CaseIterable {
        /// Not at all; all that Event Hubs' Standard tier takes.
        case none
        /// Fast.
        case lz4
        /// Smaller.
        case zstd
        /// Fast.
        case snappy
        /// What Event Hubs' upper tiers take.
        case gzip
    }

    /// The brokers and how to talk to them.
    public var client: KafkaClientConfiguration
    /// How batches are compressed.
    public var compression: Compression
    /// How long a record waits for others to share a request, in milliseconds.
    public var lingerMilliseconds: Int
    /// The most records that wait for acknowledgement; `send` blocks above.
    public var queuedRecordsMax: Int
    /// The most bytes that wait for acknowledgement; `send` blocks above.
    public var queuedBytesMax: Int
    /// How long a record is tried to be delivered before it is given up.
    public var deliveryTimeout: Duration

    /// Makes a configuration.
    public init(
        client: KafkaClientConfiguration, compression: Compression = .none,
        lingerMilliseconds: Int = 5, queuedRecordsMax: Int = 200_000,
        queuedBytesMax: Int = 64 << 20, deliveryTimeout: Duration = .seconds(120)
    ) {
        precondition(queuedRecordsMax > 0 && queuedBytesMax > 0, "a producer has a queue")
        self.client = client
        self.compression = compression
        self.lingerMilliseconds = lingerMilliseconds
        self.queuedRecordsMax = queuedRecordsMax
        self.queuedBytesMax = queuedBytesMax
        self.deliveryTimeout = deliveryTimeout
    }

    /// What the caller may override.
    private var defaults: [KafkaClientConfiguration.Property] {
        [
            .init("compression.codec", compression.rawValue),
            .init("linger.ms", String(lingerMilliseconds)),
            .init("queue.buffering.max.messages", String(queuedRecordsMax)),
            .init("queue.buffering.max.kbytes", String(max(1, queuedBytesMax >> 10))),
            .init("delivery.timeout.ms", String(deliveryTimeout.wholeMilliseconds)),
        ]
    }

    /// All of it, as librdkafka takes it.
    func native() throws(KafkaError) -> NativeConfiguration {
        try NativeConfiguration(
            client, defaults: defaults, profile: EventHubs.producer, required: required)
    }

    /// The value of a property that is in force; for tests.
    package func effectiveValue(of name: String) throws(KafkaError) -> String? {
        try native().value(of: name)
    }

    /// No duplicates and no reordering, acknowledged by all replicas, partitioned as Java does.
    private var required: [KafkaClientConfiguration.Property] {
        [
            .init("enable.idempotence", "true"),
            .init("acks", "all"),
            .init("partitioner", "murmur2_random"),
            .init("log.queue", "true"),
        ]
    }
}
