/// What the operating system refused.
public struct PlatformError: Error, Sendable, CustomStringConvertible {
    /// What the caller does about it.
    public enum Kind: Sendable {
        /// The reader of a pipe has gone: stop writing, quietly.
        case brokenPipe
        /// The named thing does not exist.
        case notFound
        /// The input is larger than the limit that the caller set.
        case tooLarge
        /// A file that is its owner's alone is open to others: its rights are to be mended.
        case exposed
        /// Any other failure of a system call.
        case system
    }

    /// What the caller does about it.
    public let kind: Kind
    /// One line: the call that failed and the system's reason.
    public let message: String

    /// Describes a failure.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
