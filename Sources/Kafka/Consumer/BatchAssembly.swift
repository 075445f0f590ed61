internal import CRDKafka
internal import Columnar

/// Gathers messages into the columns of a `RecordBatch`: sizes first, while each message is in the
/// cache, then all bytes into arenas of exactly that size.
struct BatchAssembly {
    private var batch: RecordBatch
    private var keys = RowEnds()
    private var values = RowEnds()
    private var headerBytes = 0
    private var hasHeaders = false

    init(next: Int64, capacity: Int) {
        batch = RecordBatch(next: next)
        batch.offsets.reserveCapacity(capacity)
        batch.timestamps.reserveCapacity(capacity)
        batch.timestampTypes.reserveCapacity(capacity)
        keys.reserve(capacity)
        values.reserve(capacity)
    }

    /// The number of records gathered.
    var count: Int { batch.offsets.count }
    /// The offset at which the lane goes on.
    var next: Int64 { batch.next }
    /// The bytes gathered.
    var byteCount: Int { keys.total + values.total + headerBytes }

    /// Moves on past offsets that hold no record.
    mutating func skip(to offset: Int64) {
        batch.next = max(batch.next, offset)
    }

    /// Whether a message fits below a limit; a first one always does.
    func fits(_ message: UnsafePointer<rd_kafka_message_t>, _ limit: ReadLimit) -> Bool {
        if count == 0 { return true }
        guard count < limit.records else { return false }
        let size = unsafe message.pointee.len + message.pointee.key_len
        return byteCount + size <= min(limit.bytes, Self.bytesMax)
    }

    /// Takes a message's place in the columns; its bytes follow in `finish`.
    mutating func add(_ message: UnsafePointer<rd_kafka_message_t>) {
        let offset = unsafe message.pointee.offset
        var type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        let timestamp = unsafe rd_kafka_message_timestamp(message, &type)
        batch.offsets.append(offset)
        batch.timestamps.append(timestamp)
        batch.timestampTypes.append(Self.sparkType(type))
        batch.next = offset + 1
        unsafe keys.append(message.pointee.key_len, isPresent: message.pointee.key != nil)
        unsafe values.append(message.pointee.len, isPresent: message.pointee.payload != nil)
        var headers: OpaquePointer?
        if unsafe rd_kafka_message_headers(message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR {
            hasHeaders = true
            headerBytes += unsafe HeaderAssembly.byteCount(headers)
        }
    }

    /// Copies the bytes of the messages that were added, in that order.
    mutating func finish(
        _ messages: UnsafeBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>?>
    ) -> RecordBatch {
        batch.keys = BinaryColumn(
            offsets: keys.ends, bytes: unsafe Self.keyBytes(messages, keys.total),
            validity: keys.validity)
        batch.values = BinaryColumn(
            offsets: values.ends, bytes: unsafe Self.valueBytes(messages, values.total),
            validity: values.validity)
        if hasHeaders { batch.headers = unsafe HeaderAssembly.column(messages) }
        return batch
    }

    private static func keyBytes(
        _ messages: UnsafeBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>?>, _ total: Int
    ) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: total) { bytes, count in
            guard var target = UnsafeMutableRawPointer(bytes.baseAddress) else { return }
            for index in 0..<messages.count {
                guard let message = unsafe messages[index], let key = unsafe message.pointee.key
                else { continue }
                unsafe target.copyMemory(from: key, byteCount: message.pointee.key_len)
                unsafe target += message.pointee.key_len
            }
            count = total
        }
    }

    private static func valueBytes(
        _ messages: UnsafeBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>?>, _ total: Int
    ) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: total) { bytes, count in
            guard var target = UnsafeMutableRawPointer(bytes.baseAddress) else { return }
            for index in 0..<messages.count {
                guard let message = unsafe messages[index],
                    let payload = unsafe message.pointee.payload
                else { continue }
                unsafe target.copyMemory(from: payload, byteCount: message.pointee.len)
                unsafe target += message.pointee.len
            }
            count = total
        }
    }

    /// What the offsets of a column can address, with room for a first record of any size.
    private static let bytesMax = 1 << 30

    /// Timestamp types as Spark's Kafka source numbers them, not as librdkafka does.
    private static func sparkType(_ type: rd_kafka_timestamp_type_t) -> Int32 {
        switch type {
        case RD_KAFKA_TIMESTAMP_CREATE_TIME: 0
        case RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME: 1
        default: -1
        }
    }
}

/// Where the rows of a column end, before its bytes are there.
private struct RowEnds {
    private(set) var ends: [Int32] = [0]
    private(set) var total = 0
    private(set) var validity: Bitmap?

    mutating func reserve(_ count: Int) { ends.reserveCapacity(count + 1) }

    mutating func append(_ byteCount: Int, isPresent: Bool) {
        if isPresent {
            total += byteCount
            validity?.append(true)
        } else {
            if validity == nil { validity = Bitmap(repeating: true, count: ends.count - 1) }
            validity?.append(false)
        }
        ends.append(Int32(total))
    }
}
