internal import CRDKafka
public import Columnar
internal import Synchronization

/// Reads lanes at offsets that the caller says; keeps no offset anywhere by itself.
///
/// Records are pulled: librdkafka fetches ahead into one queue per lane, within the memory budget,
/// and `read` takes a batch out of it without waiting. When a read returns nil, `onDataAvailable`
/// is called once, as soon as there is something to read (records, the end of the log moving, or
/// an error). It may be called before that read has returned: a caller keeps the signal until it
/// has seen the nil. After any other answer there is no signal: the lane is read again, when the
/// caller likes. Not reading is the back-pressure: the fetching stops at the budget.
///
/// Lanes are read in parallel, each by one thread at a time. The closures given to the consumer
/// must not keep it alive, and never call into it. `close` ends it; so does letting it go.
public final class KafkaConsumer: Sendable {
    let client: ClientHandle
    let groupOffsets: GroupOffsets?
    private let lanes: Mutex<[TopicPartition: LaneReader]> = Mutex([:])
    private let refill: Refill
    private let onDataAvailable: @Sendable (TopicPartition) -> Void

    /// Makes a consumer without lanes; does not wait for a connection.
    ///
    /// - Parameter onDataAvailable: called on librdkafka's threads, so it only signals.
    /// - Throws: `configuration`, naming the property.
    public init(
        _ configuration: KafkaConsumerConfiguration, observer: KafkaObserver = KafkaObserver(),
        onDataAvailable: @escaping @Sendable (TopicPartition) -> Void
    ) throws(KafkaError) {
        let native = try configuration.native()
        refill = Refill(
            configuration.queueLimit, isNeeded: native.value(of: Self.queueBackoff) == nil)
        let hub = CallbackHub(
            observer: observer, redaction: Redaction(configuration.client.properties))
        client = try ClientHandle(RD_KAFKA_CONSUMER, native, hub: hub)
        groupOffsets = configuration.groupID == nil ? nil : GroupOffsets()
        self.onDataAvailable = onDataAvailable
        client.serve(threadName: "kafka-consumer")
    }

    deinit { close() }

    /// Begins to read lanes, each at an offset.
    ///
    /// Lanes that are read already go on undisturbed.
    ///
    /// - Throws: `configuration` when a lane is assigned already.
    public func assign(_ offsets: [TopicPartition: Int64]) throws(KafkaError) {
        try assign(offsets, signalling: onDataAvailable)
    }

    /// Begins to read lanes whose signals go elsewhere.
    func assign(
        _ offsets: [TopicPartition: Int64],
        signalling: @escaping @Sendable (TopicPartition) -> Void
    ) throws(KafkaError) {
        guard !offsets.isEmpty else { return }
        unsafe try client.use { (handle) throws(KafkaError) in
            var readers: [TopicPartition: LaneReader] = [:]
            for (lane, offset) in offsets {
                precondition(offset >= 0, "a lane begins at an offset")
                guard self.reader(of: lane) == nil else {
                    throw KafkaError(
                        .configuration, "the lane is assigned already. remove it first",
                        lane: lane)
                }
                readers[lane] = unsafe try makeReader(
                    handle, LaneSignal(lane, signalling), offset)
            }
            let list = PartitionList(offsets)
            let error = unsafe list.withPointer { unsafe rd_kafka_incremental_assign(handle, $0) }
            unsafe try KafkaError.check(consuming: error, while: "the assignment of lanes")
            lanes.withLock { lanes in lanes.merge(readers) { $1 } }
        }
    }

    private func makeReader(
        _ handle: OpaquePointer, _ signal: LaneSignal, _ offset: Int64
    ) throws(KafkaError) -> LaneReader {
        let queue = unsafe try LaneQueue(handle, signal)
        return LaneReader(queue, signal, next: offset, client, refill)
    }

    /// Stops reading lanes and drops what waits in their queues.
    public func remove(_ removed: [TopicPartition]) throws(KafkaError) {
        let readers = lanes.withLock { lanes in
            removed.compactMap { lanes.removeValue(forKey: $0) }
        }
        guard !readers.isEmpty else { return }
        for reader in readers { reader.close() }
        unsafe try client.use { (handle) throws(KafkaError) in
            let list = PartitionList(readers.map(\.lane))
            let error = unsafe list.withPointer { unsafe rd_kafka_incremental_unassign(handle, $0) }
            unsafe try KafkaError.check(consuming: error, while: "the removal of lanes")
        }
    }

    /// The lanes that are read now, in order.
    public var assignedLanes: [TopicPartition] {
        lanes.withLock { $0.keys.sorted() }
    }

    private func reader(of lane: TopicPartition) -> LaneReader? {
        lanes.withLock { $0[lane] }
    }

    /// Takes the lane's next records, without waiting.
    ///
    /// The batch may be empty of records and still move `next`: over offsets that compaction or
    /// transactions left empty.
    ///
    /// - Returns: nil when there is nothing to read; `onDataAvailable` tells when there is.
    /// - Throws: `dataLoss` with the watermarks when the wanted offset is gone; `closed` when the
    ///   lane is not assigned. Only errors that end the lane are thrown, again at each call; those
    ///   that heal by themselves go to the observer.
    public func read(
        _ lane: TopicPartition, limit: ReadLimit = ReadLimit()
    ) throws(KafkaError) -> RecordBatch? {
        guard let reader = reader(of: lane) else {
            throw KafkaError(.closed, "the lane is not assigned", lane: lane)
        }
        return try reader.read(limit)
    }

    /// Stops the fetching of lanes.
    ///
    /// What waits in their queues is dropped, and fetched again after
    /// `resume`; the next read goes on where the last one ended.
    public func pause(_ paused: [TopicPartition]) throws(KafkaError) {
        unsafe try client.use { (handle) throws(KafkaError) in
            let list = PartitionList(paused)
            let code = unsafe list.withPointer { unsafe rd_kafka_pause_partitions(handle, $0) }
            try KafkaError.check(code, while: "the pause of lanes")
            try list.forEach { (lane, _, code) throws(KafkaError) in
                try KafkaError.check(code, while: "the pause", lane: lane)
            }
        }
    }

    /// Goes on with the fetching of lanes.
    public func resume(_ resumed: [TopicPartition]) throws(KafkaError) {
        unsafe try client.use { (handle) throws(KafkaError) in
            let list = PartitionList(resumed)
            let code = unsafe list.withPointer { unsafe rd_kafka_resume_partitions(handle, $0) }
            try KafkaError.check(code, while: "the resumption of lanes")
            try list.forEach { (lane, _, code) throws(KafkaError) in
                try KafkaError.check(code, while: "the resumption", lane: lane)
            }
        }
    }

    /// Ends the consumer: waits for the calls under way, frees everything.
    ///
    /// Later calls throw `closed`.
    public func close() {
        client.close {
            let readers = lanes.withLock { lanes in
                defer { lanes = [:] }
                return Array(lanes.values)
            }
            for reader in readers { reader.close() }
        }
    }

    /// How soon librdkafka 2.2 and newer look at a full queue again.
    private static let queueBackoff = "fetch.queue.backoff.ms"
}
