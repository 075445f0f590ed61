/// What is wrong with a source's description, or with what a vendor answered.
public struct PollProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// What, why and what to do; never a secret, a body or a URL's query.
    public let description: String

    /// Makes a problem.
    public init(_ description: String) { self.description = description }
}
