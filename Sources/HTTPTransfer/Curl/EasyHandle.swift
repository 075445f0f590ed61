internal import CCurl

/// One of libcurl's easy handles, to be used for one exchange after the other.
@safe final class EasyHandle {
    /// What libcurl knows it by.
    let pointer: UnsafeMutableRawPointer
    private let complaint: UnsafeMutablePointer<CChar>
    private var headers: UnsafeMutablePointer<curl_slist>?
    /// Why libcurl did not take an option; nil where it took all.
    private(set) var refusal: String?

    /// Where libcurl keeps it.
    var address: Int { unsafe Int(bitPattern: pointer) }

    /// Nil where there is no memory.
    init?() {
        guard let made = unsafe curl_easy_init() else { return nil }
        unsafe pointer = made
        unsafe complaint = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe complaint.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        begin()
    }

    deinit {
        unsafe curl_easy_cleanup(pointer)
        unsafe curl_slist_free_all(headers)
        unsafe complaint.deallocate()
    }

    /// Forgets all options; false where libcurl's buffers keep it from being used again.
    func reset() -> Bool {
        unsafe curl_easy_reset(pointer)
        unsafe curl_slist_free_all(headers)
        unsafe headers = nil
        unsafe complaint.pointee = 0
        refusal = nil
        begin()
        return refusal == nil
    }

    /// Sets what all exchanges have in common.
    private func begin() {
        note(unsafe curl_set_pointer(pointer, CURLOPT_ERRORBUFFER, complaint))
        // What came for a stream of HTTP/2 whose buffer is full, libcurl 7.88 forgets to hand out:
        // the exchange then stalls until its time is up. A buffer of the most that is allowed is
        // emptied before it can be full: seen with 200 exchanges of 3 MB each on one connection.
        set(CURLOPT_BUFFERSIZE, 512 << 10)
    }

    func set(_ option: CURLoption, _ value: Int) {
        note(unsafe curl_set_long(pointer, option, value))
    }

    func set(_ option: CURLoption, size: Int) {
        note(unsafe curl_set_size(pointer, option, size))
    }

    /// Nil sets what would be without.
    func set(_ option: CURLoption, _ text: String?) {
        guard let text else { return note(unsafe curl_set_text(pointer, option, nil)) }
        note(unsafe text.withCString { unsafe curl_set_text(pointer, option, $0) })
    }

    /// What is sent along; copied.
    func setBody(_ bytes: [UInt8]) {
        set(CURLOPT_POSTFIELDSIZE_LARGE, size: bytes.count)
        unsafe bytes.withUnsafeBytes { body in
            // An empty array may have no address, and none means that a callback gives the body.
            note(
                unsafe curl_set_pointer(
                    pointer, CURLOPT_COPYPOSTFIELDS, body.baseAddress ?? UnsafeRawPointer(pointer)))
        }
    }

    /// Lines such as `Accept: text/csv`.
    func setHeaders(_ lines: [String]) {
        for line in lines {
            guard let longer = unsafe curl_slist_append(headers, line) else {
                refusal = "no memory for header fields"
                return
            }
            unsafe headers = longer
        }
        note(unsafe curl_set_pointer(pointer, CURLOPT_HTTPHEADER, headers))
    }

    /// Where header lines and the body go; the transfer must outlive its exchange.
    func setSinks(_ transfer: Transfer) {
        let context = unsafe Unmanaged.passUnretained(transfer).toOpaque()
        note(unsafe curl_set_sink(pointer, CURLOPT_HEADERFUNCTION, takeHeaderLine))
        note(unsafe curl_set_pointer(pointer, CURLOPT_HEADERDATA, context))
        note(unsafe curl_set_sink(pointer, CURLOPT_WRITEFUNCTION, takeBodyPiece))
        note(unsafe curl_set_pointer(pointer, CURLOPT_WRITEDATA, context))
    }

    /// A number that libcurl tells of the exchange.
    func number(_ info: CURLINFO) -> Int {
        var value = 0
        return unsafe curl_get_long(pointer, info, &value) == CURLE_OK ? value : 0
    }

    /// A size or a time that libcurl tells of the exchange.
    func size(_ info: CURLINFO) -> Int {
        var value: curl_off_t = 0
        return unsafe curl_get_size(pointer, info, &value) == CURLE_OK ? value : 0
    }

    /// A text that libcurl tells of the exchange.
    func text(_ info: CURLINFO) -> String? {
        var value: UnsafeMutablePointer<CChar>?
        guard unsafe curl_get_text(pointer, info, &value) == CURLE_OK else { return nil }
        return unsafe value.map { unsafe String(cString: $0) }
    }

    /// What libcurl said when the exchange failed.
    func complaint(_ code: CURLcode) -> String {
        if unsafe complaint.pointee != 0 { return unsafe String(cString: complaint) }
        return unsafe curl_easy_strerror(code).map { unsafe String(cString: $0) } ?? ""
    }

    private func note(_ code: CURLcode) {
        if code != CURLE_OK, refusal == nil { refusal = complaint(code) }
    }
}

/// Called for each line of a response's head.
private func takeHeaderLine(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context = unsafe context else { return 0 }
    let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    return unsafe transfer.takeHeader(line) ? line.count : 0
}

/// Called for each piece of a body, decompressed.
private func takeBodyPiece(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context = unsafe context else { return 0 }
    let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    let piece = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    return unsafe transfer.takeBody(piece) ? piece.count : 0
}
