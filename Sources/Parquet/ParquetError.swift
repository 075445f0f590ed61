import Bytes

/// Why a Parquet file could not be written or read.
public struct ParquetError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds, by what the caller can do about them.
    public enum Kind: Sendable, Equatable {
        /// The bytes are no valid file: read another one, or report the file as damaged.
        case corrupt
        /// The file is valid, but uses a feature that this library does not have.
        case unsupported
        /// The file needs more than a limit allows: raise the limit if the file is trusted.
        case tooLarge
        /// The caller's schema or columns do not fit: a mistake of the program.
        case invalidInput
    }

    /// The kind.
    public let kind: Kind
    /// What is wrong, with the values that matter last.
    public let message: String

    /// Makes an error.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// The kind and the message.
    public var description: String { "\(kind): \(message)" }

    init(_ error: ByteError, in part: String) {
        let what =
            switch error.kind {
            case .truncated: "ends early"
            case .malformed: "is malformed"
            case .tooLarge: "is too large"
            }
        self.init(.corrupt, "\(part) \(what) at byte \(error.offset)")
    }
}
