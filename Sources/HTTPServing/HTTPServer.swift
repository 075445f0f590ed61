internal import CMicroHTTPD
internal import Glibc
internal import Synchronization

/// Serves HTTP/1.1 from one thread, in the clear or over TLS.
///
/// The handler is called on that thread, for one request after the other: it must not block. An
/// answer that is to come later says so by its `delay`.
public final class HTTPServer: Sendable {
    /// Answers a request.
    public typealias Handler = @Sendable (ServedRequest) -> ServedResponse

    /// Where it listens.
    public let port: Int
    /// `http://` or `https://`, the address and the port.
    public let origin: String

    /// Nil once it has stopped.
    private let daemon: Mutex<Daemon?>

    /// Listens and serves until `stop`.
    ///
    /// - Parameters:
    ///   - port: 0 takes any that is free.
    ///   - address: an address of this machine, of IPv4 or IPv6; `0.0.0.0` for all.
    ///   - tls: nil serves in the clear.
    public init(
        port: Int = 0, address: String = "127.0.0.1", tls: ServerTLS? = nil,
        limits: ServerLimits = ServerLimits(), handler: @escaping Handler
    ) throws(HTTPServerError) {
        guard let wanted = UInt16(exactly: port) else {
            throw HTTPServerError("\(port) is no port. give one from 0 to 65535")
        }
        let service = Service(
            limits: limits, requiresCertificate: tls?.clientAuthorities != nil, handler: handler)
        let daemon = try Daemon(
            port: wanted, address: address, tls: tls, limits: limits, service: service)
        self.port = daemon.port
        let host = address.utf8.contains(UInt8(ascii: ":")) ? "[\(address)]" : address
        origin = "\(tls == nil ? "http" : "https")://\(host):\(daemon.port)"
        self.daemon = Mutex(daemon)
    }

    deinit {
        stop()
    }

    /// Stops listening, cuts the connections and waits for its thread; the handler may not call it.
    ///
    /// Stopping again does nothing.
    public func stop() {
        let running = daemon.withLock { daemon in
            defer { daemon = nil }
            return daemon
        }
        running?.stop()
    }
}
