internal import CRDKafka
internal import Columnar
internal import Glibc

/// Copies the headers of messages into a list column.
enum HeaderAssembly {
    /// One list a message; null where a message has no headers.
    static func column(
        _ messages: UnsafeBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>?>
    ) -> ListColumn {
        var keys = BinaryColumn()
        var values = BinaryColumn()
        var ends: [Int32] = [0]
        var validity = Bitmap()
        for index in 0..<messages.count {
            let isPresent = unsafe append(messages[index], &keys, &values)
            validity.append(isPresent)
            ends.append(Int32(keys.count))
        }
        let count = keys.count
        let elements = StructColumn(fields: [.binary(keys), .binary(values)], count: count)
        return ListColumn(
            offsets: ends, elements: .structure(elements),
            validity: validity.clearCount > 0 ? validity : nil)
    }

    /// The bytes of all keys and values of a message's headers.
    static func byteCount(_ headers: OpaquePointer?) -> Int {
        var total = 0
        unsafe forEach(headers) { key, value in
            unsafe total += key.count + (value?.count ?? 0)
        }
        return total
    }

    private static func append(
        _ message: UnsafePointer<rd_kafka_message_t>?, _ keys: inout BinaryColumn,
        _ values: inout BinaryColumn
    ) -> Bool {
        var headers: OpaquePointer?
        guard
            unsafe rd_kafka_message_headers(message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR
        else { return false }
        unsafe forEach(headers) { key, value in
            unsafe keys.append(key.bytes)
            if let value = unsafe value {
                unsafe values.append(value.bytes)
            } else {
                values.appendNull()
            }
        }
        return true
    }

    private static func forEach(
        _ headers: OpaquePointer?,
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer?) -> Void
    ) {
        var index = 0
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        var size = 0
        while unsafe rd_kafka_header_get_all(headers, index, &name, &value, &size)
            == RD_KAFKA_RESP_ERR_NO_ERROR
        {
            guard let start = unsafe name else { return }
            let key = unsafe UnsafeRawBufferPointer(start: start, count: strlen(start))
            unsafe body(key, value.map { unsafe UnsafeRawBufferPointer(start: $0, count: size) })
            index += 1
        }
    }
}
