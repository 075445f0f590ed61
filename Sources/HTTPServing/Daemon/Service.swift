internal import CMicroHTTPD
internal import Glibc

/// What the callbacks of a server share.
final class Service: Sendable {
    let limits: ServerLimits
    let requiresCertificate: Bool
    let handler: HTTPServer.Handler
    let suspended = Suspended()

    init(
        limits: ServerLimits, requiresCertificate: Bool, handler: @escaping HTTPServer.Handler
    ) {
        self.limits = limits
        self.requiresCertificate = requiresCertificate
        self.handler = handler
    }
}

/// One request from its first line to the end of its answer; stays on the server's thread.
final class Exchange {
    enum Phase {
        /// The header fields are there, nothing of the body.
        case begun
        case receiving
        /// The body is larger than allowed, and dropped.
        case overflowing(bytes: Int)
        /// The answer is known and waits.
        case delayed(ServedResponse)
        case answered
    }

    let target: String
    var phase = Phase.begun
    var body: [UInt8] = []

    init(target: String) {
        self.target = target
    }
}

/// Called with the first line of a request; what it returns is the request's state.
func noteTarget(
    _: UnsafeMutableRawPointer?, _ target: UnsafePointer<CChar>?, _: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    let target = unsafe target.map { unsafe String(cString: $0) } ?? ""
    return unsafe Unmanaged.passRetained(Exchange(target: target)).toOpaque()
}

/// Called when an exchange has ended, however.
func forgetExchange(
    _: UnsafeMutableRawPointer?, _: OpaquePointer?,
    _ state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _: MHD_RequestTerminationCode
) {
    guard let exchange = unsafe state?.pointee else { return }
    unsafe state?.pointee = nil
    unsafe Unmanaged<Exchange>.fromOpaque(exchange).release()
}

/// Called when the header fields of a request are there, for each piece of its body, when it is
/// whole, and when its connection is resumed.
func answer(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
    _ path: UnsafePointer<CChar>?, _ method: UnsafePointer<CChar>?, _: UnsafePointer<CChar>?,
    _ upload: UnsafePointer<CChar>?, _ uploadCount: UnsafeMutablePointer<Int>?,
    _ state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let context = unsafe context, let connection = unsafe connection,
        let state = unsafe state?.pointee, let count = unsafe uploadCount?.pointee
    else { return .NO }
    let service = unsafe Unmanaged<Service>.fromOpaque(context).takeUnretainedValue()
    let exchange = unsafe Unmanaged<Exchange>.fromOpaque(state).takeUnretainedValue()
    let answering = unsafe Answering(
        service: service, exchange: exchange, connection: Suspended.Connection(pointer: connection))
    if case .begun = exchange.phase { return answering.begin() }
    if count > 0 {
        unsafe uploadCount?.pointee = 0
        return unsafe answering.receive(UnsafeRawBufferPointer(start: upload, count: count))
    }
    let method = unsafe method.map { unsafe String(cString: $0) } ?? ""
    let path = unsafe path.map { unsafe String(cString: $0) } ?? ""
    return answering.finish(method: method, path: path)
}
