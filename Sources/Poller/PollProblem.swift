/// What is wrong with a source's description, with what a vendor answered, or with the topic.
public struct PollProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// Whom it needs to end.
    public enum Kind: Sendable, Equatable {
        /// Someone who mends something.
        case failed
        /// Brokers or a store, that do not answer now.
        case unavailable
        /// Someone who replaces a state that cannot be read.
        case damaged
    }

    /// What, why and what to do; never a secret, a body or a URL's query.
    public let description: String
    /// Whom it needs to end.
    public let kind: Kind

    /// Makes a problem.
    public init(_ description: String, kind: Kind = .failed) {
        self.description = description
        self.kind = kind
    }
}
