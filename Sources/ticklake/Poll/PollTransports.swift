import HTTPTransfer
import Platform
import Poller
import Synchronization
import Telemetry

/// The transports of a process: one for all sources that connect alike.
final class PollTransports: Sendable {
    private let transports: Mutex<[ConnectionPlan: CurlTransport]> = Mutex([:])
    private let tokens = makeTokens()
    private let exchanges: ExchangeFile?
    /// How long the process' end may wait for a token.
    private static let tokenWait: Int64 = 3_000_000_000

    /// How a source is asked, and what time it is for it.
    struct Connection: Sendable {
        let transport: any HTTPTransport
        var clock: any PollClock = SystemPollClock()
        let tokens: TokenBook
        /// Comes before what is recorded or replayed.
        var begin: @Sendable () throws -> Void = {}
    }

    /// Makes transports that ask vendors.
    ///
    /// - Parameter exchanges: where exchanges are written to, or taken from; nil for neither.
    init(_ exchanges: ExchangeFile? = nil) { self.exchanges = exchanges }

    /// How a source is asked.
    func connection(to source: SourceFileReader.Outcome) throws -> Connection {
        let plan = source.plan
        let redactor = source.redactor
        switch exchanges {
        case nil:
            return Connection(
                transport: try transport(of: source), tokens: tokens)
        case .recording(let file):
            // Each source asks for its own token: it is replayed without the others.
            let clock = RecordingClock(SystemPollClock())
            let transport = RecordingTransport(
                try transport(of: source), of: plan, clock: clock, redact: { redactor($0) },
                write: { line in try file.append(line) })
            return Connection(
                transport: transport, clock: clock, tokens: Self.makeTokens(),
                begin: { try transport.begin() })
        case .replay(let bytes):
            let clock = ReplayClock(SystemPollClock())
            // The tokens of a recording are none: they are not kept.
            let transport = try ReplayTransport(
                parsing: bytes, of: plan, clock: clock, redact: { redactor($0) })
            return Connection(
                transport: transport, clock: clock, tokens: TokenBook(),
                begin: { transport.begin() })
        }
    }

    /// The transport of a source.
    func transport(of source: SourceFileReader.Outcome) throws -> CurlTransport {
        try transports.withLock { transports in
            let plan = source.plan.api.connection
            if let transport = transports[plan] { return transport }
            do throws(HTTPFailure) {
                let transport = try CurlTransport(CurlSettings(plan))
                transports[plan] = transport
                return transport
            } catch {
                throw HTTPFailure(error.kind, source.redactor(error.description))
            }
        }
    }

    private static func makeTokens() -> TokenBook {
        TokenBook(
            store: { RefreshTokenFile(path: $0) },
            read: { try? TextFile.readBytes($0, limitBytes: 65_536) })
    }

    /// Ends the exchanges that are under way, after those that replace a refresh token.
    func cancelAll() {
        tokens.close(deadline: SystemClock.monotonicNanoseconds() + Self.tokenWait)
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
                caFile: plan.caFile, certFile: plan.certificateFile, keyFile: plan.keyFile,
                keyPassword: plan.keyPassword?.revealed),
            proxy: plan.proxy.map {
                .proxy(url: $0, except: plan.noProxy.joined(separator: ","))
            } ?? .none,
            userAgent: "ticklake/\(Program.version)", hostConnectionsMax: 32)
    }
}
