/// A type that a word of the command line can be read as.
public protocol ArgumentValue {
    /// Completes `expects ...`: `a whole number`.
    static var expectation: String { get }
    /// What a shell may offer.
    static var completion: Completion { get }
    /// A value for the declaration's first run, where there are no words yet.
    static var placeholder: Self { get }
    /// The word's value; nil if it has none.
    init?(argument word: String)
    /// The value as a user would write it.
    var argumentText: String { get }
}

extension ArgumentValue {
    /// A shell has nothing to offer.
    public static var completion: Completion { .none }
}

extension ArgumentValue where Self: CustomStringConvertible {
    /// The value's description.
    public var argumentText: String { description }
}

extension String: ArgumentValue {
    /// Any word will do.
    public static var expectation: String { "a text" }
    /// The empty text.
    public static var placeholder: String { "" }
    /// The word itself.
    public init?(argument word: String) { self = word }
}

extension ArgumentValue where Self: FixedWidthInteger {
    /// Whole, and within the type's range.
    public static var expectation: String {
        Self.min == 0 ? "a whole number from 0 to \(Self.max)" : "a whole number"
    }
    /// Zero.
    public static var placeholder: Self { 0 }
    /// Digits, between which underscores may stand: `1_000_000`.
    public init?(argument word: String) {
        let isGrouped = word.utf8.first != 0x5F && word.utf8.last != 0x5F
        guard isGrouped, let value = Self(word.filter { $0 != "_" }) else { return nil }
        self = value
    }
}

extension Int: ArgumentValue {}
extension Int32: ArgumentValue {}
extension Int64: ArgumentValue {}
extension UInt64: ArgumentValue {}

extension Double: ArgumentValue {
    /// Any number that is one.
    public static var expectation: String { "a number" }
    /// Zero.
    public static var placeholder: Double { 0 }
    /// A decimal number; neither infinity nor NaN.
    public init?(argument word: String) {
        guard let value = Double(word), value.isFinite else { return nil }
        self = value
    }
    /// Without a needless fraction: `5`, not `5.0`.
    public var argumentText: String {
        Int64(exactly: self).map { "\($0)" } ?? description
    }
}

/// A type whose values are a few words, such as an enumeration with text as raw values.
public protocol ArgumentChoice: ArgumentValue, CaseIterable, RawRepresentable<String> {}

extension ArgumentChoice {
    /// The words, listed.
    public static var expectation: String {
        let words = allCases.map(\.rawValue)
        return "one of \(words.joined(separator: ", "))"
    }
    /// The words.
    public static var completion: Completion { .words(allCases.map(\.rawValue)) }
    /// The first of the words.
    public static var placeholder: Self {
        guard let first = allCases.first else { preconditionFailure("a choice of nothing") }
        return first
    }
    /// The case of that word.
    public init?(argument word: String) { self.init(rawValue: word) }
    /// The case's word.
    public var argumentText: String { rawValue }
}
