/// What is wrong with bytes that were to be decoded, and where.
public struct ByteError: Error, Sendable, Equatable {
    /// The kinds of damage a cursor can meet.
    public enum Kind: Sendable, Equatable {
        /// Fewer bytes are left than the value needs.
        case truncated
        /// The bytes are there but are no valid encoding of the value.
        case malformed
        /// The value is larger than a limit allows.
        case tooLarge
    }

    /// The kind of damage.
    public let kind: Kind
    /// The position, in bytes from the start of the input, at which it was noticed.
    public let offset: Int

    /// Makes an error of a kind at a position.
    @inlinable public init(_ kind: Kind, offset: Int) {
        self.kind = kind
        self.offset = offset
    }
}
