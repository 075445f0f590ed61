internal import CRDKafka
internal import Columnar

/// Hands records to librdkafka one by one, in order, waiting while its queue is full.
@safe struct Submission: ~Copyable {
    private let handle: OpaquePointer
    private let hub: CallbackHub
    private var waitsLeft: Int
    /// The arguments of one record; reused, only what changes is written.
    private let arguments: UnsafeMutablePointer<rd_kafka_vu_t>
    private static let argumentCount = 7

    init(
        _ handle: OpaquePointer, _ topic: OpaquePointer, _ hub: CallbackHub, _ timeout: Duration
    ) {
        unsafe self.handle = handle
        self.hub = hub
        waitsLeft = max(1, Int(timeout.wholeMilliseconds / Self.waitMilliseconds))
        unsafe arguments = .allocate(capacity: Self.argumentCount)
        unsafe arguments.initialize(repeating: rd_kafka_vu_t(), count: Self.argumentCount)
        unsafe arguments[0].vtype = RD_KAFKA_VTYPE_RKT
        unsafe arguments[0].u.rkt = topic
        unsafe arguments[1].vtype = RD_KAFKA_VTYPE_MSGFLAGS
        unsafe arguments[1].u.i = Int32(RD_KAFKA_MSG_F_COPY)
        unsafe arguments[2].vtype = RD_KAFKA_VTYPE_PARTITION
        unsafe arguments[3].vtype = RD_KAFKA_VTYPE_TIMESTAMP
        unsafe arguments[4].vtype = RD_KAFKA_VTYPE_KEY
        unsafe arguments[5].vtype = RD_KAFKA_VTYPE_VALUE
        unsafe arguments[6].vtype = RD_KAFKA_VTYPE_HEADERS
    }

    deinit { unsafe arguments.deallocate() }

    /// Returns how many records were taken over.
    mutating func submit(_ records: ProducerRecords) throws(KafkaError) -> Int {
        var taken = 0
        let count = records.count
        while taken < count {
            let before = taken
            let code = submit(records, &taken)
            hub.deliveries.accept(taken - before)
            if code == RD_KAFKA_RESP_ERR_NO_ERROR { continue }
            if code == RD_KAFKA_RESP_ERR__FATAL {
                throw unsafe terminalError(of: handle, hub.redaction)
            }
            if code == RD_KAFKA_RESP_ERR__QUEUE_FULL {
                guard waitsLeft > 0 else { return taken }
                if unsafe rd_kafka_poll(handle, Self.waitMilliseconds) == 0 { waitsLeft -= 1 }
            } else {
                hub.deliveries.refuse(code)
                taken += 1
            }
        }
        return taken
    }

    /// Takes over records from `taken` on, until the end or an error.
    private mutating func submit(
        _ records: ProducerRecords, _ taken: inout Int
    ) -> rd_kafka_resp_err_t {
        let keyBytes = records.keys.bytes.span
        let valueBytes = records.values.bytes.span
        return unsafe keyBytes.withUnsafeBufferPointer { keys in
            unsafe valueBytes.withUnsafeBufferPointer { values in
                while taken < records.count {
                    unsafe set(4, records.keys, taken, keys.baseAddress)
                    unsafe set(5, records.values, taken, values.baseAddress)
                    let code = produce(records, taken)
                    if code != RD_KAFKA_RESP_ERR_NO_ERROR { return code }
                    taken += 1
                }
                return RD_KAFKA_RESP_ERR_NO_ERROR
            }
        }
    }

    /// Points an argument at a row; null rows have no pointer, empty ones one that is not read.
    private func set(
        _ index: Int, _ column: borrowing BinaryColumn, _ row: Int, _ base: UnsafePointer<UInt8>?
    ) {
        let start = Int(column.offsets[row])
        let size = Int(column.offsets[row + 1]) - start
        let pointer: UnsafeMutableRawPointer?
        if column.isNull(row) {
            unsafe pointer = nil
        } else if size == 0 {
            unsafe pointer = UnsafeMutableRawPointer(arguments)
        } else {
            unsafe pointer = base.map { unsafe UnsafeMutableRawPointer(mutating: $0 + start) }
        }
        unsafe arguments[index].u.mem.ptr = pointer
        unsafe arguments[index].u.mem.size = size
    }

    private func produce(_ records: borrowing ProducerRecords, _ row: Int) -> rd_kafka_resp_err_t {
        unsafe arguments[2].u.i32 = records.partitions?[row] ?? RD_KAFKA_PARTITION_UA
        unsafe arguments[3].u.i64 = records.timestamps?[row] ?? 0
        var headers: OpaquePointer?
        if let column = records.headers, !column.isNull(row) {
            unsafe headers = HeaderList.make(column, row)
        }
        unsafe arguments[6].u.headers = headers
        let count = unsafe headers == nil ? Self.argumentCount - 1 : Self.argumentCount
        guard let error = unsafe rd_kafka_produceva(handle, arguments, count) else {
            return RD_KAFKA_RESP_ERR_NO_ERROR
        }
        let code = unsafe rd_kafka_error_code(error)
        unsafe rd_kafka_error_destroy(error)
        // The headers stay ours where the record was not taken.
        if let headers = unsafe headers { unsafe rd_kafka_headers_destroy(headers) }
        return code
    }

    private static let waitMilliseconds: Int32 = 50
}

/// The headers of one record as librdkafka takes them.
enum HeaderList {
    static func make(_ column: ListColumn, _ row: Int) -> OpaquePointer? {
        guard case .structure(let elements) = column.elements, elements.fields.count == 2,
            case .binary(let keys) = elements.fields[0],
            case .binary(let values) = elements.fields[1]
        else { preconditionFailure("headers are structures of a key and a value") }
        let range = Int(column.offsets[row])..<Int(column.offsets[row + 1])
        let list = unsafe rd_kafka_headers_new(range.count)
        for index in range { unsafe add(list, keys, values, index) }
        return unsafe list
    }

    private static func add(
        _ list: OpaquePointer?, _ keys: BinaryColumn, _ values: BinaryColumn, _ index: Int
    ) {
        unsafe keys[index].withUnsafeBytes { key in
            unsafe values[index].withUnsafeBytes { value in
                let isNull = values.isNull(index)
                // An empty value needs a pointer, too, else it would be null.
                let empty = unsafe UnsafeRawPointer(list)
                let start = unsafe isNull ? nil : value.baseAddress ?? empty
                unsafe rd_kafka_header_add(
                    list, key.baseAddress?.assumingMemoryBound(to: CChar.self), key.count, start,
                    isNull ? 0 : value.count)
            }
        }
    }
}
