/// How a consumer reads.
public struct KafkaConsumerConfiguration: Sendable {
    /// The brokers and how to talk to them.
    public var client: KafkaClientConfiguration
    /// The group whose offsets are committed for lag dashboards; nil commits none.
    ///
    /// The group never decides what is read.
    public var groupID: String?
    /// The memory that records waiting to be read may take, of all lanes together, in bytes.
    public var memoryBudget: Int
    /// The number of lanes among which the budget is divided.
    public var laneCount: Int
    /// Whether the checksum of every batch is verified; costs a pass over the bytes.
    public var verifiesChecksums: Bool
    /// The largest part of a fetch that one lane gets, in bytes as they are sent.
    public var fetchBytesMax: Int

    /// Makes a configuration.
    public init(
        client: KafkaClientConfiguration, groupID: String? = nil,
        memoryBudget: Int = 64 << 20, laneCount: Int = 4, verifiesChecksums: Bool = false,
        fetchBytesMax: Int = 1 << 20
    ) {
        precondition(memoryBudget > 0 && laneCount > 0, "a consumer needs memory and lanes")
        precondition(fetchBytesMax > 0, "a fetch holds at least one byte")
        self.client = client
        self.groupID = groupID
        self.memoryBudget = memoryBudget
        self.laneCount = laneCount
        self.verifiesChecksums = verifiesChecksums
        self.fetchBytesMax = fetchBytesMax
    }

    /// What the caller may override.
    private var defaults: [KafkaClientConfiguration.Property] {
        [
            .init("queued.max.messages.kbytes", String(queueLimit.bytes >> 10)),
            .init("queued.min.messages", String(queueLimit.records)),
            .init("fetch.message.max.bytes", String(fetchBytesMax)),
            // A lane that is drained waits for the request under way, which waits so long for
            // lanes at their end.
            .init("fetch.wait.max.ms", "50"),
            .init("check.crcs", verifiesChecksums ? "true" : "false"),
        ]
    }

    /// How much waits in one lane's queue before fetching stops.
    ///
    /// librdkafka keeps hundreds of bytes beside each record that waits, and counts the record
    /// alone: small records are bounded by their number.
    var queueLimit: Refill.Threshold {
        let bytes = max(64 << 10, memoryBudget / laneCount)
        let bytesBesideRecord = 512
        return Refill.Threshold(
            records: min(1_000_000, max(1_000, bytes / bytesBesideRecord)), bytes: bytes)
    }

    /// All of it, as librdkafka takes it.
    func native() throws(KafkaError) -> NativeConfiguration {
        try NativeConfiguration(
            client, defaults: defaults, profile: EventHubs.consumer, required: required)
    }

    /// The value of a property that is in force; for tests.
    package func effectiveValue(of name: String) throws(KafkaError) -> String? {
        try native().value(of: name)
    }

    /// What exactly-once depends on.
    private var required: [KafkaClientConfiguration.Property] {
        [
            // librdkafka insists on a group to assign partitions, also where none is used.
            .init("group.id", groupID ?? client.clientID),
            .init("enable.auto.commit", "false"),
            .init("enable.auto.offset.store", "false"),
            .init("auto.offset.reset", "error"),
            .init("enable.partition.eof", "true"),
            .init("log.queue", "true"),
        ]
    }
}

/// How much one read takes.
public struct ReadLimit: Sendable, Equatable {
    /// The most records.
    public var records: Int
    /// The most bytes of keys, values and headers; a first record is delivered whatever its size.
    public var bytes: Int

    /// Makes a limit.
    public init(records: Int = 65_536, bytes: Int = 16 << 20) {
        precondition(records > 0 && bytes > 0, "a read takes at least one record")
        self.records = records
        self.bytes = bytes
    }
}
