import HTTPServing
import Pipeline
import Platform
import Poller
import Telemetry

/// Serves the metrics of a poller, and whether it is well.
///
/// `GET /metrics` is Prometheus' text. `GET /healthz` is 200 while all sources are polled, and 503
/// with a line for each that is not, while the others go on.
final class PollMonitor: Sendable {
    private let server: HTTPServer

    /// Listens until `stop`.
    init(
        _ address: ListenAddress, _ metrics: PollMetrics, _ stop: StopRequest, _ log: Log
    ) throws(HTTPServerError) {
        server = try HTTPServer(
            port: address.port, address: address.host,
            limits: ServerLimits(bodyBytesMax: 0, connectionsMax: 32)
        ) { Self.answer($0, metrics, isStopping: stop.isRequested) }
        log.info("metrics are served", ["url": .string("\(server.origin)/metrics")])
    }

    /// Ends it.
    func stop() { server.stop() }

    private static func answer(
        _ request: ServedRequest, _ metrics: PollMetrics, isStopping: Bool
    ) -> ServedResponse {
        guard ["GET", "HEAD"].contains(request.method) else {
            var refused = ServedResponse(status: 405, text: "only GET and HEAD are answered\n")
            refused.headers.append(.init("Allow", "GET, HEAD"))
            return refused
        }
        let now = SystemClock.wallNanoseconds()
        switch request.path {
        case "/metrics":
            return ServedResponse(text: metrics.text(now: now), type: PollMetrics.contentType)
        case "/healthz":
            let troubles =
                (isStopping ? ["the process is ending"] : []) + metrics.troubles(now: now)
            guard !troubles.isEmpty else { return ServedResponse(text: "ok\n") }
            return ServedResponse(
                status: 503, text: troubles.map { "\($0)\n" }.joined())
        default:
            return ServedResponse(status: 404, text: "there are /metrics and /healthz\n")
        }
    }
}
