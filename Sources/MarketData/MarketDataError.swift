/// Why an operator cannot go on.
public struct MarketDataError: Error, Sendable, Equatable, CustomStringConvertible {
    /// How the caller reacts.
    public enum Kind: Sendable, Equatable {
        /// A rule with the action `fail` applied: commit what came before, end with 78.
        case ruleFailed
        /// A sum left the range of its column: commit what came before, stop the lane.
        case overflow
        /// A limit on memory was reached: commit what came before, stop the lane.
        case limitReached
        /// A stored state or table is not what this program writes: use an older one.
        case damaged
        /// The plan does not hold together: tell the user.
        case invalidPlan
    }

    /// How the caller reacts.
    public let kind: Kind
    /// What, why, and what to do, in one line.
    public let message: String

    /// Makes an error of a kind.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
