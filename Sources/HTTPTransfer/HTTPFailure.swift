/// Why there is no response.
public struct HTTPFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of trouble it is.
    public enum Kind: String, Sendable, Equatable {
        /// The host's name could not be resolved, or no connection could be made.
        case unreachable
        /// Time ran out.
        case timedOut
        /// The connection broke, or what came was no HTTP.
        case broken
        /// The server's certificate, or ours, was not accepted.
        case untrusted
        /// The response was larger than the request's limits allow.
        case tooLarge
        /// A redirect led to another origin, or there were too many.
        case redirected
        /// The request itself cannot be sent: a malformed URL, a scheme other than http and https.
        case invalid
        /// More exchanges are under way than the transport takes.
        case busy
        /// The transfer was ended from our side.
        case cancelled
    }

    /// The kind.
    public let kind: Kind
    /// What happened and what to do; never a URL's query, a header or a body.
    public let description: String

    /// Makes a failure.
    public init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}

/// Carries requests to servers and their responses back.
public protocol HTTPTransport: Sendable {
    /// Starts an exchange and returns at once.
    ///
    /// - Parameter completion: is called once, on any thread, and must not block.
    func start(
        _ request: HTTPRequest,
        _ completion: @escaping @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void)
}
