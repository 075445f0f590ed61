/// Something wrong in a configuration file, and where.
public struct ConfigurationProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file as it was named.
    public let file: String
    /// The line, from 1.
    public let line: Int
    /// The character within the line, from 1.
    public let column: Int
    /// What was found, what was expected, and the nearest valid spelling.
    ///
    /// Never a secret.
    public let message: String

    /// Makes a problem.
    public init(file: String, line: Int, column: Int, message: String) {
        self.file = file
        self.line = line
        self.column = column
        self.message = message
    }

    /// The problem on one line, in the form that editors jump to.
    public var description: String { "\(file):\(line):\(column): error: \(message)" }
}
