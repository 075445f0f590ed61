package import HTTPTransfer
import Synchronization

/// Writes down what goes over another transport, without secrets: see `ReplayTransport`.
///
/// One line of JSON for the beginning, and one for each exchange, in the order in which they end.
package final class RecordingTransport: HTTPTransport {
    private let inner: any HTTPTransport
    private let source: SourcePlan
    private let redaction: ExchangeRedaction
    private let clock: RecordingClock
    private let write: @Sendable ([UInt8]) throws -> Void
    /// Held while a line is written, so that lines do not mix.
    ///
    /// A closure in the mutex itself would
    /// be wrapped once more each time that it is taken out.
    private let turn = Mutex(())

    /// Records what goes over `inner`.
    ///
    /// - Parameters:
    ///   - source: who asks.
    ///   - clock: the poller's, which moves on with each answer.
    ///   - redact: takes secrets out of URLs, header values and bodies, as `SecretRedaction` does.
    ///     What header fields and parameters named for credentials hold is dropped in any case.
    ///   - write: takes a line, as `AppendedFile` does. Where it throws, the exchange fails: a
    ///     recording with a hole would mislead.
    package init(
        _ inner: any HTTPTransport, of source: SourcePlan, clock: RecordingClock,
        redact: @escaping @Sendable ([UInt8]) -> [UInt8],
        write: @escaping @Sendable ([UInt8]) throws -> Void
    ) {
        self.inner = inner
        self.source = source
        self.clock = clock
        redaction = ExchangeRedaction(redact: redact, masked: source.changingNames)
        self.write = write
    }

    /// Writes down that a poll begins.
    package func begin() throws {
        let line = Recording.line(pollOf: source.name, at: clock.advance())
        try turn.withLock { _ in try write(line) }
    }

    /// Starts an exchange over the inner transport.
    package func start(
        _ request: HTTPRequest,
        _ completion: @escaping @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void
    ) {
        inner.start(request) { [self] outcome in
            completion(record(request, outcome) ?? outcome)
        }
    }

    /// Nil where the line was written, else why not.
    private func record(
        _ request: HTTPRequest, _ outcome: Result<HTTPResponse, HTTPFailure>
    ) -> Result<HTTPResponse, HTTPFailure>? {
        turn.withLock { _ in
            let exchange = RecordedExchange(
                request, outcome, redaction.hiding(secrets(in: outcome, to: request)),
                source: source.name, at: clock.advance())
            do {
                try write(exchange.line)
                return nil
            } catch {
                return .failure(
                    HTTPFailure(.broken, "the exchange cannot be recorded: \(error)"))
            }
        }
    }
    /// What an answer gives out that nobody knew before.
    private func secrets(
        in outcome: Result<HTTPResponse, HTTPFailure>, to request: HTTPRequest
    ) -> [String] {
        guard case .success(let response) = outcome else { return [] }
        return source.tokenPlans.flatMap { $0.secrets(in: response, to: request) }
    }
}
