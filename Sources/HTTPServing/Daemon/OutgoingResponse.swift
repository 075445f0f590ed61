internal import CMicroHTTPD

/// A response as libmicrohttpd sends it.
@safe final class OutgoingResponse {
    private let pointer: OpaquePointer
    private let status: UInt32

    /// Nil where a header field cannot be sent.
    init?(_ response: ServedResponse, to connection: Suspended.Connection, of service: Service) {
        let made: OpaquePointer?
        if let fault = response.fault {
            let body = FaultyBody(
                bytes: response.body, fault: fault, connection: connection,
                suspended: service.suspended)
            let context = unsafe Unmanaged.passRetained(body).toOpaque()
            unsafe made = MHD_create_response_from_callback(
                UInt64(response.body.count), 16 << 10, readFaultyBody, context, forgetFaultyBody)
        } else {
            unsafe made = response.body.withUnsafeBytes { bytes in
                let start = unsafe UnsafeMutableRawPointer(mutating: bytes.baseAddress)
                return unsafe MHD_create_response_from_buffer(
                    bytes.count, start, .RESPMEM_MUST_COPY)
            }
        }
        guard let made = unsafe made else { return nil }
        unsafe pointer = made
        status = UInt32(clamping: response.status)
        for header in response.headers where header.name.lowercased() != "content-length" {
            guard unsafe MHD_add_response_header(made, header.name, header.value) == .YES else {
                return nil
            }
        }
    }

    deinit {
        // libmicrohttpd has counted itself in where it is queued.
        unsafe MHD_destroy_response(pointer)
    }

    func queue(on connection: Suspended.Connection) -> MHD_Result {
        unsafe MHD_queue_response(connection.pointer, status, pointer)
    }
}

/// A body that ends before its end.
private final class FaultyBody {
    let bytes: [UInt8]
    let fault: ServedResponse.Fault
    let connection: Suspended.Connection
    let suspended: Suspended

    init(
        bytes: [UInt8], fault: ServedResponse.Fault, connection: Suspended.Connection,
        suspended: Suspended
    ) {
        self.bytes = bytes
        self.fault = fault
        self.connection = connection
        self.suspended = suspended
    }

    /// How many bytes are sent.
    private var end: Int {
        switch fault {
        case .closeBeforeHeaders: 0
        case .truncateBody(let count), .stallBody(let count): max(0, min(count, bytes.count))
        }
    }

    /// Copies what follows; returns how many bytes that are, or libmicrohttpd's word for an end.
    func read(from position: UInt64, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let start = min(Int(clamping: position), end)
        let count = min(buffer.count, end - start)
        if count > 0 {
            unsafe buffer.copyBytes(from: bytes[start..<(start + count)])
            return count
        }
        if case .stallBody = fault, suspended.suspend(connection, for: nil) { return 0 }
        return MHD_CONTENT_READER_END_WITH_ERROR
    }
}

private func readFaultyBody(
    _ context: UnsafeMutableRawPointer?, _ position: UInt64, _ buffer: UnsafeMutablePointer<CChar>?,
    _ count: Int
) -> Int {
    guard let context = unsafe context else { return MHD_CONTENT_READER_END_WITH_ERROR }
    let body = unsafe Unmanaged<FaultyBody>.fromOpaque(context).takeUnretainedValue()
    return unsafe body.read(
        from: position, into: UnsafeMutableRawBufferPointer(start: buffer, count: count))
}

private func forgetFaultyBody(_ context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    unsafe Unmanaged<FaultyBody>.fromOpaque(context).release()
}
