/// Why a store could not do what it was asked.
public struct StoreError: Error, Sendable, CustomStringConvertible {
    /// What the caller can do about it.
    public enum Kind: Sendable, Hashable, CaseIterable {
        /// There is no such object.
        case notFound
        /// Nothing happened; the same call may succeed later.
        case unavailable
        /// The call may or may not have taken effect; read back what is there.
        case ambiguous
        /// The store refuses this program; only its operator can help.
        case denied
        /// There is no room left.
        case outOfSpace
        /// What is there is not what was written.
        case corrupt
        /// The request makes no sense: a bad path, a folder where an object is meant.
        case invalid
        /// The process has died, in a simulation: nothing is done any more.
        case crashed

        /// The last sentence of a message: what to do, where that is always the same.
        public var advice: String? {
            switch self {
            case .denied: "give this user the right to it, or name another place"
            case .outOfSpace: "make room, then start again"
            case .invalid: "name another place"
            case .notFound, .unavailable, .ambiguous, .corrupt, .crashed: nil
            }
        }
    }

    /// The kind of failure.
    public let kind: Kind
    /// What happened, for people: lower case, no secrets.
    public let message: String
    /// The object that was meant, where there was one.
    public let path: StorePath?

    /// Makes an error.
    public init(_ kind: Kind, _ message: String, path: StorePath? = nil) {
        self.kind = kind
        self.message = message
        self.path = path
    }

    /// The message, with the path.
    public var description: String {
        path.map { "\(message) (path=`\($0)`)" } ?? message
    }
}
