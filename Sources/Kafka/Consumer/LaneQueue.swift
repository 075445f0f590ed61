internal import CRDKafka

/// A lane's own queue in librdkafka, and the messages taken from it that no batch holds yet.
///
/// Not thread-safe: the lane's reader locks around every call but `init`.
@safe final class LaneQueue {
    private typealias Message = UnsafeMutablePointer<rd_kafka_message_t>

    private let queue: OpaquePointer
    private let signal: LaneSignal
    /// Messages: `[0, accepted)` belong to the batch under way, `[head, tail)` wait.
    private var messages: UnsafeMutablePointer<Message?>
    private var capacity = 1_024
    private var accepted = 0
    private var head = 0
    private var tail = 0

    /// Takes over the lane's queue: from now on nothing of the lane goes elsewhere.
    init(_ handle: OpaquePointer, _ signal: LaneSignal) throws(KafkaError) {
        let lane = signal.lane
        guard let queue = unsafe rd_kafka_queue_get_partition(handle, lane.topic, lane.partition)
        else {
            throw KafkaError(
                .configuration, "a lane has no queue. the topic's name is not valid", lane: lane)
        }
        unsafe self.queue = queue
        self.signal = signal
        unsafe messages = .allocate(capacity: capacity)
        unsafe rd_kafka_queue_forward(queue, nil)
        unsafe rd_kafka_queue_cb_event_enable(
            queue, arrived, Unmanaged.passRetained(signal).toOpaque())
    }

    deinit {
        // Both calls lock the queue as the callback does, so none runs when the signal is let go.
        unsafe rd_kafka_queue_cb_event_enable(queue, nil, nil)
        unsafe Unmanaged.passUnretained(signal).release()
        finishBatch()
        while let message = unsafe current {
            unsafe rd_kafka_message_destroy(message)
            head += 1
        }
        unsafe rd_kafka_queue_destroy(queue)
        unsafe messages.deallocate()
    }

    /// How many records can be taken without waiting.
    var count: Int { unsafe tail - head + rd_kafka_queue_length(queue) }

    /// The first waiting message; nil when none is.
    var current: UnsafeMutablePointer<rd_kafka_message_t>? {
        head < tail ? unsafe messages[head] : nil
    }

    /// Takes more messages, up to `limit`, without waiting for any; false when there are none.
    func fill(limit: Int) -> Bool {
        reserve(limit)
        let taken = unsafe rd_kafka_consume_batch_queue(queue, 0, messages + tail, limit)
        guard taken > 0 else { return false }
        tail += taken
        return true
    }

    /// Makes the first waiting message part of the batch.
    func accept() {
        unsafe messages[accepted] = messages[head]
        accepted += 1
        head += 1
    }

    /// Drops the first waiting message.
    func drop() {
        unsafe rd_kafka_message_destroy(messages[head])
        head += 1
    }

    /// The messages of the batch under way.
    var batch: UnsafeBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>?> {
        unsafe UnsafeBufferPointer(start: messages, count: accepted)
    }

    /// Frees the messages of the batch and moves those that wait to the front.
    func finishBatch() {
        for index in 0..<accepted { unsafe rd_kafka_message_destroy(messages[index]) }
        let waiting = tail - head
        if head > 0, waiting > 0 {
            unsafe messages.update(from: messages + head, count: waiting)
        }
        accepted = 0
        head = 0
        tail = waiting
    }

    private func reserve(_ count: Int) {
        guard capacity - tail < count else { return }
        capacity = max(tail + count, capacity * 2)
        let larger = UnsafeMutablePointer<Message?>.allocate(capacity: capacity)
        unsafe larger.initialize(from: messages, count: tail)
        unsafe messages.deallocate()
        unsafe messages = larger
    }
}

/// librdkafka's side of the signal; runs with the queue locked, so it touches nothing else.
private func arrived(_ handle: OpaquePointer?, _ opaque: UnsafeMutableRawPointer?) {
    guard let opaque = unsafe opaque else { return }
    unsafe Unmanaged<LaneSignal>.fromOpaque(opaque).takeUnretainedValue().notify()
}
