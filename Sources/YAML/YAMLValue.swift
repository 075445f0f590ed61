/// A place in a text: both count from 1, columns in characters.
public struct YAMLPosition: Sendable, Hashable {
    /// The line.
    public let line: Int
    /// The character within the line.
    public let column: Int

    /// Makes a position.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// A value of a YAML document, and where it begins.
public struct YAMLValue: Sendable, Equatable {
    /// What the value is.
    public let content: Content
    /// Where it begins.
    public let position: YAMLPosition

    /// What a value can be.
    public enum Content: Sendable, Equatable {
        /// A single value as text. What kind of value it is, the reader decides: YAML's own guesses
        /// (`no` is false, `1:30` is ninety) are not made here.
        case scalar(YAMLScalar)
        /// Values in order.
        case sequence([YAMLValue])
        /// Entries in order; keys are unique.
        case mapping([YAMLEntry])
        /// Something that was refused with a problem of its own, so that no one complains twice.
        case refused
    }

    /// Makes a value.
    public init(_ content: Content, at position: YAMLPosition) {
        self.content = content
        self.position = position
    }

    /// Whether the value is absent: an empty plain scalar, `~` or `null`.
    public var isNull: Bool {
        guard case .scalar(let scalar) = content, scalar.isPlain else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.text)
    }
}

/// A single value as its text.
public struct YAMLScalar: Sendable, Equatable {
    /// The text, escapes and folding undone.
    public let text: String
    /// Whether it stands without quotes, so that it may mean more than its text.
    public let isPlain: Bool

    /// Makes a scalar.
    public init(text: String, isPlain: Bool) {
        self.text = text
        self.isPlain = isPlain
    }
}

/// A key of a mapping and its value.
public struct YAMLEntry: Sendable, Equatable {
    /// The key's text.
    public let key: String
    /// Where the key begins.
    public let keyPosition: YAMLPosition
    /// The value.
    public let value: YAMLValue

    /// Makes an entry.
    public init(key: String, keyPosition: YAMLPosition, value: YAMLValue) {
        self.key = key
        self.keyPosition = keyPosition
        self.value = value
    }
}
