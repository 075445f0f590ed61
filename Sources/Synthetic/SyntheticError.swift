/// Why a generator cannot be made from the parameters it was given.
public struct SyntheticError: Error, Sendable, Equatable {
    /// The kinds of refusal: all of them are the caller's to correct.
    public enum Kind: Sendable, Equatable {
        /// A parameter lies outside its documented range.
        case invalidParameter
    }

    /// The kind of refusal.
    public let kind: Kind
    /// What is wrong, why, and what to do, in one line.
    public let message: String

    static func invalid(_ message: String) -> SyntheticError {
        SyntheticError(kind: .invalidParameter, message: message)
    }
}
