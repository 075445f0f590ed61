import HTTPTransfer
import Synchronization

/// A vendor that answers at once, as a closure says, and notes what it was asked.
final class ScriptedVendor: HTTPTransport {
    typealias Answer = @Sendable (HTTPRequest, _ index: Int) -> Result<HTTPResponse, HTTPFailure>

    private let answer: Answer
    private let asked: Mutex<[HTTPRequest]> = Mutex([])

    init(_ answer: @escaping Answer) { self.answer = answer }

    /// What it says to a request, as if it were the first.
    func reply(_ request: HTTPRequest) -> Result<HTTPResponse, HTTPFailure> { answer(request, 0) }

    /// The requests so far.
    var requests: [HTTPRequest] { asked.withLock { $0 } }

    func start(
        _ request: HTTPRequest,
        _ completion: @escaping @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void
    ) {
        let index = asked.withLock { asked in
            asked.append(request)
            return asked.count - 1
        }
        completion(answer(request, index))
    }
}

extension HTTPResponse {
    /// A JSON answer.
    static func json(_ text: String, status: Int = 200, headers: [HTTPHeader] = []) -> HTTPResponse
    {
        HTTPResponse(
            status: status, headers: headers + [HTTPHeader("Content-Type", "application/json")],
            body: Array(text.utf8))
    }
}

extension HTTPRequest {
    /// The value of a parameter of the URL, as it was sent.
    func parameter(_ name: String) -> String? {
        guard let query = url.split(separator: "?").dropFirst().first else { return nil }
        for pair in query.split(separator: "&") where pair.hasPrefix("\(name)=") {
            return String(pair.dropFirst(name.count + 1))
        }
        return nil
    }
}
