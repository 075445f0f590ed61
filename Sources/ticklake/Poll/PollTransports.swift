import HTTPTransfer
import Poller
import Synchronization

/// The transports of a process: one for all sources that connect alike.
final class PollTransports: Sendable {
    private let transports: Mutex<[ConnectionPlan: CurlTransport]> = Mutex([:])

    /// The transport of a source.
    func transport(of source: SourcePlan) throws -> CurlTransport {
        try transports.withLock { transports in
            let plan = source.api.connection
            if let transport = transports[plan] { return transport }
            let transport = try CurlTransport(CurlSettings(plan))
            transports[plan] = transport
            return transport
        }
    }

    /// Ends the exchanges that are under way.
    func cancelAll() {
        for transport in transports.withLock({ Array($0.values) }) { transport.cancelAll() }
    }

    /// Ends all exchanges, and the transports.
    func close() {
        let open = transports.withLock { transports in
            defer { transports = [:] }
            return Array(transports.values)
        }
        for transport in open { transport.close() }
    }
}

extension CurlSettings {
    fileprivate init(_ plan: ConnectionPlan) {
        self.init(
            tls: TLSSettings(
                caFile: plan.caFile, certFile: plan.certificateFile, keyFile: plan.keyFile),
            proxy: plan.proxy.map { .proxy(url: $0) } ?? .none,
            userAgent: "ticklake/\(Program.version)", hostConnectionsMax: 32)
    }
}
