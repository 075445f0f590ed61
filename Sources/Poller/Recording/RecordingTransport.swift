public import HTTPTransfer
import Synchronization

/// Writes down what goes over another transport, without secrets: see `ReplayTransport`.
///
/// One line of JSON for each exchange, in the order in which they end.
public final class RecordingTransport: HTTPTransport {
    private let inner: any HTTPTransport
    private let redaction: ExchangeRedaction
    /// Held while a line is written, so that lines do not mix.
    private let write: Mutex<@Sendable ([UInt8]) throws -> Void>

    /// Records what goes over `inner`.
    ///
    /// - Parameters:
    ///   - redact: takes secrets out of URLs, header values and bodies, as `SecretRedaction` does.
    ///     What header fields and parameters named for credentials hold is dropped in any case.
    ///   - write: takes a line, as `AppendedFile` does. Where it throws, the exchange fails: a
    ///     recording with a hole would mislead.
    public init(
        _ inner: any HTTPTransport, redact: @escaping @Sendable ([UInt8]) -> [UInt8],
        write: @escaping @Sendable ([UInt8]) throws -> Void
    ) {
        self.inner = inner
        redaction = ExchangeRedaction(redact: redact)
        self.write = Mutex(write)
    }

    /// Starts an exchange over the inner transport.
    public func start(
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
        let line = RecordedExchange(request, outcome, redaction).line
        return write.withLock { write in
            do {
                try write(line)
                return nil
            } catch {
                return .failure(
                    HTTPFailure(.broken, "the exchange cannot be recorded: \(error)"))
            }
        }
    }
}
