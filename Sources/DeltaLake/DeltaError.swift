/// Why a table could not be read or written as asked.
///
/// Failures of the store itself come as `StoreError`, unchanged.
public struct DeltaError: Error, Sendable, CustomStringConvertible {
    /// What the caller can do about it.
    public enum Kind: Sendable, Hashable {
        /// There is no table here, or no such version.
        case notFound
        /// The table needs something that this program cannot do; the message names it.
        case unsupported
        /// The log or a file is damaged.
        case corrupt
        /// The table is not the one that was described: other columns, other owner.
        case mismatch
        /// Others commit all the time; nothing was written, try again.
        case contended
        /// The request makes no sense for this table.
        case invalid
    }

    /// The kind of failure.
    public let kind: Kind
    /// What happened, why, and what to do, for people.
    public let message: String

    /// Makes an error.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
