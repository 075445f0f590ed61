/// Why bytes are no JSON text, and where.
///
/// The error is a few plain bytes, so that a damaged record costs no allocation.
public struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of damage, by what the caller reports.
    public enum Kind: Sendable, Equatable {
        /// The bytes do not follow RFC 8259.
        case malformed
        /// A string holds bytes that are no UTF-8.
        case invalidUTF8
        /// Objects and arrays are nested deeper than the limit.
        case tooDeep
    }

    /// What exactly was found.
    public enum Problem: UInt8, Sendable, Equatable {
        /// The text ends inside a value.
        case truncated
        /// Bytes follow the value.
        case trailingBytes
        /// A byte order mark precedes the value.
        case byteOrderMark
        /// No value begins here.
        case noValue
        /// A literal other than `true`, `false` and `null`.
        case badLiteral
        /// A number outside the grammar.
        case badNumber
        /// A member does not begin with a quoted name.
        case noName
        /// A name is not followed by a colon.
        case noColon
        /// Neither a comma nor the end of the object follows a member.
        case noCommaInObject
        /// Neither a comma nor the end of the array follows an element.
        case noCommaInArray
        /// A control character stands in a string without an escape.
        case controlCharacter
        /// An unknown escape, or `\u` without four hexadecimal digits.
        case badEscape
        /// Half of a surrogate pair is escaped alone.
        case loneSurrogate
        /// Bytes that are no UTF-8.
        case badUTF8
        /// Nested deeper than the limit.
        case tooDeep
    }

    /// What was found.
    public let problem: Problem
    /// Where, in bytes from the start of the text.
    public let offset: Int

    /// Makes an error of a problem at an offset.
    public init(_ problem: Problem, offset: Int) {
        self.problem = problem
        self.offset = offset
    }

    /// The kind of damage.
    public var kind: Kind {
        switch problem {
        case .badUTF8: .invalidUTF8
        case .tooDeep: .tooDeep
        default: .malformed
        }
    }

    /// What is wrong, in words.
    public var message: String { "\(problem.text) at byte \(offset)" }

    /// The message.
    public var description: String { message }
}

extension JSONError.Problem {
    /// What is wrong, in words, without the place.
    public var text: String {
        switch self {
        case .truncated: "the text ends inside a value"
        case .trailingBytes: "bytes follow the value"
        case .byteOrderMark: "a byte order mark precedes the value"
        case .noValue: "a value was expected"
        case .badLiteral: "a literal other than true, false and null"
        case .badNumber: "a number outside JSON's grammar"
        case .noName: "a quoted member name was expected"
        case .noColon: "a colon was expected after the member name"
        case .noCommaInObject: "a comma or the end of the object was expected"
        case .noCommaInArray: "a comma or the end of the array was expected"
        case .controlCharacter: "a control character in a string without an escape"
        case .badEscape: "an escape that JSON does not know"
        case .loneSurrogate: "half of a surrogate pair"
        case .badUTF8: "bytes in a string that are no UTF-8"
        case .tooDeep: "nested deeper than the limit"
        }
    }
}
