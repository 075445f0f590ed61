import HTTPTransfer

/// Reaches nobody: for commands that only show what would be asked.
struct NoTransport: HTTPTransport {
    func start(
        _ request: HTTPRequest,
        _ completion: @escaping @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void
    ) {
        completion(.failure(HTTPFailure(.cancelled, "nothing is asked in a dry run")))
    }
}
