/// Why an expression is not understood or not supported.
public struct ExpressionError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong.
    public let message: String
    /// Where, in characters from 1.
    public let column: Int
    /// The name that no column has, where that is what is wrong.
    public let unknownColumn: String?

    /// Makes an error.
    public init(_ message: String, column: Int, unknownColumn: String? = nil) {
        self.message = message
        self.column = column
        self.unknownColumn = unknownColumn
    }

    /// The message with the place.
    public var description: String { "\(message) at column \(column)" }
}
