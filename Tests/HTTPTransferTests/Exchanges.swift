import HTTPServing
import HTTPTransfer
import Platform
import Testing

/// What an exchange ends with.
typealias Outcome = Result<HTTPResponse, HTTPFailure>

extension HTTPTransport {
    /// Does an exchange and waits for its end.
    func outcome(_ request: HTTPRequest) throws -> Outcome {
        try #require(outcomes([request]).first)
    }

    /// Does exchanges at once and waits for the end of all, in the order of the requests.
    func outcomes(_ requests: [HTTPRequest], seconds: Int64 = 30) throws -> [Outcome] {
        let ended = Inbox<(Int, Outcome)>()
        for (index, request) in requests.enumerated() {
            start(request) { ended.post((index, $0)) }
        }
        var outcomes = [Outcome?](repeating: nil, count: requests.count)
        let deadline = SystemClock.monotonicNanoseconds() + seconds * 1_000_000_000
        for _ in requests {
            let (index, outcome) = try #require(ended.next(deadline: deadline))
            #expect(outcomes[index] == nil, "request \(index) ended twice")
            outcomes[index] = outcome
        }
        return outcomes.compactMap(\.self)
    }
}

/// The failure of an exchange that must fail.
func failure(_ outcome: Outcome) throws -> HTTPFailure {
    switch outcome {
    case .failure(let failure): return failure
    case .success(let response):
        Issue.record("a response: \(response.status) \(text(response))")
        throw HTTPFailure(.invalid, "no failure")
    }
}

/// A body as text.
func text(_ response: HTTPResponse) -> String {
    String(decoding: response.body, as: UTF8.self)
}

/// How long something took, in seconds.
func seconds(_ body: () throws -> Void) rethrows -> Double {
    let start = SystemClock.monotonicNanoseconds()
    try body()
    return Double(SystemClock.monotonicNanoseconds() - start) / 1e9
}
