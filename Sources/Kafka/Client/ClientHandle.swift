internal import CRDKafka
internal import Platform
internal import Synchronization

/// Owns a client of librdkafka: its handle, the callbacks, and the thread that serves them.
///
/// Every use of the handle goes through `use`, and `close` waits for the uses under way, so that
/// no call can meet a destroyed handle.
@safe final class ClientHandle: @unchecked Sendable {
    // Proof: `handle` is set once and librdkafka's handle may be used from any thread; `life`
    // keeps uses and the end apart.

    private enum Phase { case open, closing, closed }

    private struct Life {
        var phase = Phase.open
        var uses = 0
    }

    let hub: CallbackHub
    private let handle: OpaquePointer
    /// The queue that the service thread waits on.
    private let queue: OpaquePointer
    private let life = Monitor(Life())
    private let isStopping = Atomic<Bool>(false)
    private let isConsumer: Bool
    private let thread: Mutex<NamedThread?> = Mutex(nil)
    private let chores: Mutex<[@Sendable () -> Void]> = Mutex([])

    /// Makes the client; `serve` must follow once the owner is ready for callbacks.
    init(
        _ type: rd_kafka_type_t, _ configuration: consuming NativeConfiguration, hub: CallbackHub
    ) throws(KafkaError) {
        self.hub = hub
        isConsumer = type == RD_KAFKA_CONSUMER
        do {
            unsafe handle = try configuration.makeHandle(type, hub: hub)
        } catch {
            hub.release()
            throw error
        }
        unsafe rd_kafka_set_log_queue(handle, nil)
        if isConsumer { unsafe rd_kafka_poll_set_consumer(handle) }
        unsafe queue =
            isConsumer ? rd_kafka_queue_get_consumer(handle) : rd_kafka_queue_get_main(handle)
    }

    deinit { close() }

    /// Starts the thread that polls for callbacks.
    ///
    /// It keeps the client alive until `close`.
    func serve(threadName: String) {
        thread.withLock { thread in
            thread = NamedThread(threadName) { while self.serveOnce() {} }
        }
    }

    /// Runs `body` with the handle.
    func use<Result>(
        _ body: (OpaquePointer) throws(KafkaError) -> Result
    ) throws(KafkaError) -> Result {
        guard enter() else {
            throw KafkaError(.closed, "the kafka client is closed")
        }
        defer { leave() }
        return unsafe try body(handle)
    }

    private func enter() -> Bool {
        life.withLock { life in
            guard life.phase == .open else { return false }
            life.uses += 1
            return true
        }
    }

    private func leave() {
        let isAwaited = life.withLock { life in
            life.uses -= 1
            return life.phase == .closing
        }
        if isAwaited { life.notifyAll() }
    }

    /// Has the service thread do a chore that may block.
    func enqueue(_ chore: @escaping @Sendable () -> Void) {
        chores.withLock { $0.append(chore) }
        unsafe rd_kafka_queue_yield(queue)
    }

    /// Serves callbacks for a while, then runs the chores; false once the client is to end.
    private func serveOnce() -> Bool {
        if isStopping.load(ordering: .acquiring) { return false }
        if isConsumer {
            if let message = unsafe rd_kafka_consumer_poll(handle, Self.pollMilliseconds) {
                unsafe report(message)
                unsafe rd_kafka_message_destroy(message)
            }
        } else {
            unsafe rd_kafka_poll(handle, Self.pollMilliseconds)
        }
        let due = chores.withLock { chores in
            defer { chores = [] }
            return chores
        }
        for chore in due { chore() }
        return true
    }

    private func report(_ message: UnsafeMutablePointer<rd_kafka_message_t>) {
        let code = unsafe message.pointee.err
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR, code != RD_KAFKA_RESP_ERR__PARTITION_EOF else {
            return
        }
        let detail = unsafe text(rd_kafka_message_errstr(message))
        hub.observer.onError?(
            KafkaError(
                code, while: "the kafka consumer", detail: hub.redaction.apply(detail)))
    }

    /// Ends the client: waits for the uses under way, joins the thread, runs `last`,
    /// destroys the handle.
    ///
    /// Closing again returns once the first call is done.
    func close(_ last: () -> Void = {}) {
        let isFirst = life.withLock { life in
            guard life.phase == .open else { return false }
            life.phase = .closing
            return true
        }
        guard isFirst else {
            life.wait { $0.phase == .closed ? () : nil }
            return
        }
        isStopping.store(true, ordering: .releasing)
        unsafe rd_kafka_queue_yield(queue)
        life.wait { $0.uses == 0 ? () : nil }
        thread.withLock { thread in
            defer { thread = nil }
            return thread
        }?.join()
        last()
        unsafe rd_kafka_queue_destroy(queue)
        // A consumer without a subscription has no group to leave, and must not wait for brokers.
        unsafe rd_kafka_destroy_flags(handle, Int32(RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE))
        hub.release()
        life.change { $0.phase = .closed }
    }

    /// How long a poll waits: callbacks, chores and the end wake it.
    private static let pollMilliseconds: Int32 = 500
}
