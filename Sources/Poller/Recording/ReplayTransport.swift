package import HTTPTransfer
import Synchronization

/// Answers from a recording, without a network.
///
/// A request is answered by the first exchange of the recording, in its order, that has its method,
/// URL and body and was not used before; URL and body are compared without secrets.
package final class ReplayTransport: HTTPTransport {
    private struct State: Sendable {
        var exchanges: [RecordedExchange]
        /// Positions not used yet, in order, by what is asked.
        var left: [Question: [Int]]
    }

    /// What makes two requests the same.
    private struct Question: Hashable, Sendable {
        let method: [UInt8]
        let url: [UInt8]
        let body: [UInt8]?

        init(_ exchange: RecordedExchange) {
            method = Array(exchange.method.utf8)
            url = Array(exchange.url.utf8)
            body = exchange.body
        }
    }

    private let state: Mutex<State>
    private let redaction: ExchangeRedaction
    private let source: String
    private let clock: ReplayClock
    private let beginning: Int64

    /// Reads a recording.
    ///
    /// - Parameters:
    ///   - clock: the poller's, which moves on with each answer.
    ///   - redact: what the recording was made with.
    /// - Throws: `PollProblem` with the line that is none, or where the source is not in it.
    package init(
        parsing recording: [UInt8], of source: SourcePlan, clock: ReplayClock,
        redact: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) throws(PollProblem) {
        let recording = try Recording(parsing: recording, source: source.name)
        guard let beginning = recording.beginning else {
            throw PollProblem("the recording has no poll of the source \(source.name)")
        }
        var left: [Question: [Int]] = [:]
        for (index, exchange) in recording.exchanges.enumerated() {
            left[Question(exchange), default: []].append(index)
        }
        state = Mutex(State(exchanges: recording.exchanges, left: left))
        redaction = ExchangeRedaction(redact: redact, masked: source.changingNames)
        self.beginning = beginning
        self.clock = clock
        clock.stand(at: beginning)
        self.source = source.name
    }

    /// Lets a poll begin when the recorded one did.
    package func begin() { clock.begin(at: beginning) }

    /// How many exchanges of the recording were not asked for yet.
    package var remaining: Int {
        state.withLock { $0.left.values.reduce(0) { $0 + $1.count } }
    }

    /// Answers at once, before it returns.
    ///
    /// A request that the recording does not have, or not once more, fails as `.invalid` and says
    /// which is nearest.
    package func start(
        _ request: HTTPRequest,
        _ completion: @escaping @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void
    ) {
        let unanswered = HTTPFailure(.invalid, "unanswered")
        let asked = RecordedExchange(
            request, .failure(unanswered), redaction, source: source, at: clock.now())
        let outcome = state.withLock { state -> Result<HTTPResponse, HTTPFailure> in
            let question = Question(asked)
            guard let positions = state.left[question] else {
                return .failure(HTTPFailure(.invalid, Self.unknown(asked, among: state.exchanges)))
            }
            guard let next = positions.first else {
                return .failure(
                    HTTPFailure(
                        .invalid, "the recording has \(Self.name(asked)) less often than asked"))
            }
            state.left[question]?.removeFirst()
            clock.answer(at: state.exchanges[next].time)
            return state.exchanges[next].outcome
        }
        completion(outcome)
    }

    private static func name(_ exchange: RecordedExchange) -> String {
        let body = exchange.body.map { " with a body of \($0.count) bytes" } ?? ""
        return "`\(exchange.method) \(exchange.url)`\(body)"
    }

    private static func unknown(
        _ asked: RecordedExchange, among exchanges: [RecordedExchange]
    ) -> String {
        let nearest = exchanges.max { alike(asked, $0) < alike(asked, $1) }
        let hint = nearest.map { "the nearest is \(name($0))" } ?? "it is empty"
        return "the recording has no \(name(asked)). \(hint)"
    }

    /// How much of two requests is the same: of their URLs from the front and from the end, then of
    /// the rest.
    private static func alike(_ left: RecordedExchange, _ right: RecordedExchange) -> Int {
        let urls = (Array(left.url.utf8), Array(right.url.utf8))
        let front = zip(urls.0, urls.1).prefix { $0 == $1 }.count
        let end = zip(urls.0.reversed(), urls.1.reversed()).prefix { $0 == $1 }.count
        let methods = Array(left.method.utf8) == Array(right.method.utf8)
        return (front + end) * 4 + (methods ? 2 : 0) + (left.body == right.body ? 1 : 0)
    }
}
