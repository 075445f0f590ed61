internal import CRDKafka

/// One request of librdkafka's admin interface: arguments in, an event out, all freed.
struct AdminRequest {
    private let client: ClientHandle
    private let action: String
    private let operation: rd_kafka_admin_op_t
    private let timeout: Duration

    init(
        _ client: ClientHandle, _ action: String, _ operation: rd_kafka_admin_op_t,
        _ timeout: Duration
    ) {
        self.client = client
        self.action = action
        self.operation = operation
        self.timeout = timeout
    }

    /// Sends the request with one argument an item, waits, and reads the answer.
    func run<Item, Answer>(
        _ items: [Item], make: (Item) throws(KafkaError) -> OpaquePointer?,
        free: (OpaquePointer?) -> Void,
        send: (
            OpaquePointer, UnsafeMutablePointer<OpaquePointer?>?, Int, OpaquePointer?,
            OpaquePointer?
        ) -> Void,
        read: (OpaquePointer) throws(KafkaError) -> Answer
    ) throws(KafkaError) -> Answer where Answer: ExpressibleByDictionaryLiteral {
        if items.isEmpty { return [:] }
        return unsafe try client.use { (handle) throws(KafkaError) in
            let arguments = unsafe try Arguments(items, make, free)
            defer { unsafe arguments.free(free) }
            let options = unsafe rd_kafka_AdminOptions_new(handle, operation)
            defer { unsafe rd_kafka_AdminOptions_destroy(options) }
            // Both limits: how long the request may take, and how long the brokers may work on it.
            let limit = max(1, timeout.wholeMilliseconds)
            unsafe rd_kafka_AdminOptions_set_request_timeout(options, limit, nil, 0)
            unsafe rd_kafka_AdminOptions_set_operation_timeout(options, limit, nil, 0)
            let queue = unsafe rd_kafka_queue_new(handle)
            defer { unsafe rd_kafka_queue_destroy(queue) }
            unsafe send(handle, arguments.start, arguments.count, options, queue)
            return unsafe try answer(queue, limit, read)
        }
    }

    private func answer<Answer>(
        _ queue: OpaquePointer?, _ limit: Int32,
        _ read: (OpaquePointer) throws(KafkaError) -> Answer
    ) throws(KafkaError) -> Answer {
        // librdkafka answers itself when the time is over; it gets a little longer to say so.
        guard let event = unsafe rd_kafka_queue_poll(queue, limit &+ 5_000) else {
            throw KafkaError(RD_KAFKA_RESP_ERR__TIMED_OUT, while: action)
        }
        defer { unsafe rd_kafka_event_destroy(event) }
        let code = unsafe rd_kafka_event_error(event)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw KafkaError(
                code, while: action, detail: unsafe text(rd_kafka_event_error_string(event)))
        }
        return unsafe try read(event)
    }
}

/// The arguments of a request as the array of pointers that C takes.
@safe private struct Arguments {
    let start: UnsafeMutablePointer<OpaquePointer?>
    private(set) var count = 0

    init<Item>(
        _ items: [Item], _ make: (Item) throws(KafkaError) -> OpaquePointer?,
        _ free: (OpaquePointer?) -> Void
    ) throws(KafkaError) {
        unsafe start = .allocate(capacity: items.count)
        for item in items {
            do throws(KafkaError) {
                unsafe (start + count).initialize(to: try make(item))
                count += 1
            } catch {
                unsafe self.free(free)
                throw error
            }
        }
    }

    func free(_ free: (OpaquePointer?) -> Void) {
        for index in 0..<count { unsafe free(start[index]) }
        unsafe start.deallocate()
    }
}
