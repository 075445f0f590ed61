internal import Bytes

/// The form of a whole text, compiled so that a match reads every byte once.
///
/// A small part of regular expressions, over UTF-8:
///
///     c        the character itself
///     \        takes the meaning away from one of . [ ] ( ) { } * + ? | \ ^ $ -
///     .        any character
///     [A-Z_]   one of these ASCII characters and ranges; [^...] any character but these
///     \d \w    a digit; a letter, digit or underscore (ASCII)
///     ( ) |    a group; either of two forms
///     * + ?    any number of; at least one; at most one
///     {n} {n,} {n,m}   so many of
///
/// The whole text has to match: `^` at the start and `$` at the end may be written but mean
/// nothing. There are no captures, no look-around and no backtracking; a pattern that would need
/// too many states is refused when it is compiled.
public struct BytePattern: Sendable, Equatable {
    /// The pattern as written.
    public let text: String
    private let automaton: PatternAutomaton

    /// Compiles a pattern.
    public init(_ text: String) throws(BytePatternError) {
        self.text = text
        var parser = PatternParser(text)
        automaton = try PatternAutomaton(try parser.parse())
    }

    /// Whether a text, from its first byte to its last, has the form.
    ///
    /// - Complexity: O(n) in the bytes of the text, without allocation.
    public func matches(_ bytes: RawSpan) -> Bool { automaton.accepts(bytes) }

    /// Patterns are equal when they are written alike.
    public static func == (left: BytePattern, right: BytePattern) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }
}

/// What is wrong with a pattern.
public struct BytePatternError: Error, Sendable, Equatable {
    /// What was found, and what to do.
    public let message: String
    /// The character of the pattern at which it was noticed, from 1.
    public let column: Int
}
