internal import CMicroHTTPD

/// One call of libmicrohttpd for an exchange.
struct Answering {
    let service: Service
    let exchange: Exchange
    let connection: Suspended.Connection

    /// Refuses at once what the header fields show to be refused.
    func begin() -> MHD_Result {
        exchange.phase = .receiving
        if service.requiresCertificate, !hasTrustedCertificate() {
            return send(
                ServedResponse(status: 403, text: "a client certificate is required\n"))
        }
        let promised = fields(.HEADER_KIND)
            .first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) }
        return promised ?? 0 > service.limits.bodyBytesMax ? refuseSize() : .YES
    }

    /// Takes a piece of the body.
    func receive(_ piece: UnsafeRawBufferPointer) -> MHD_Result {
        if case .overflowing(let bytes) = exchange.phase {
            exchange.phase = .overflowing(bytes: bytes + piece.count)
            // Whoever goes on and on does not wait for an answer.
            return bytes > service.limits.bodyBytesMax ? .NO : .YES
        }
        guard piece.count <= service.limits.bodyBytesMax - exchange.body.count else {
            exchange.body = []
            exchange.phase = .overflowing(bytes: 0)
            return .YES
        }
        unsafe exchange.body.append(contentsOf: piece)
        return .YES
    }

    /// Answers a request that is whole, or whose answer has waited long enough.
    func finish(method: String, path: String) -> MHD_Result {
        switch exchange.phase {
        case .answered: return .YES
        case .overflowing: return refuseSize()
        case .delayed(let response): return send(response)
        case .begun, .receiving: break
        }
        let request = ServedRequest(
            method: method, target: exchange.target, path: path,
            query: fields(.GET_ARGUMENT_KIND), headers: fields(.HEADER_KIND), body: exchange.body)
        exchange.body = []
        let response = service.handler(request)
        guard response.delay > .zero else { return send(response) }
        exchange.phase = .delayed(response)
        return service.suspended.suspend(connection, for: response.delay) ? .YES : .NO
    }

    private func refuseSize() -> MHD_Result {
        let most = service.limits.bodyBytesMax
        return send(
            ServedResponse(
                status: 413, text: "the body is larger than \(most) bytes\n"))
    }

    private func send(_ response: ServedResponse) -> MHD_Result {
        exchange.phase = .answered
        if response.fault == .closeBeforeHeaders { return .NO }
        if let outgoing = OutgoingResponse(response, to: connection, of: service) {
            return outgoing.queue(on: connection)
        }
        let failure = ServedResponse(
            status: 500, text: "a header field of the answer cannot be sent\n")
        return OutgoingResponse(failure, to: connection, of: service)?.queue(on: connection) ?? .NO
    }

    private func fields(_ kind: MHD_ValueKind) -> [ServedRequest.Field] {
        var fields: [ServedRequest.Field] = []
        unsafe withUnsafeMutablePointer(to: &fields) { fields in
            _ = unsafe MHD_get_connection_values_n(connection.pointer, kind, addField, fields)
        }
        return fields
    }

    private func hasTrustedCertificate() -> Bool {
        guard let session = unsafe mhd_session(connection.pointer)?.pointee.tls_session else {
            return false
        }
        var status: UInt32 = 0
        let result = unsafe gnutls_certificate_verify_peers2(OpaquePointer(session), &status)
        return result == 0 && status == 0
    }
}

private func addField(
    _ fields: UnsafeMutableRawPointer?, _: MHD_ValueKind, _ name: UnsafePointer<CChar>?,
    _ nameCount: Int, _ value: UnsafePointer<CChar>?, _ valueCount: Int
) -> MHD_Result {
    guard let fields = unsafe fields?.assumingMemoryBound(to: [ServedRequest.Field].self) else {
        return .NO
    }
    let name = unsafe UnsafeRawBufferPointer(start: name, count: nameCount)
    let value = unsafe UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : valueCount)
    unsafe fields.pointee.append(
        ServedRequest.Field(
            String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self)))
    return .YES
}
