import Bytes

/// A regular expression over UTF-8 text that must match as a whole, in time linear in the text.
///
/// The syntax is the common core: literals, `.`, classes such as `[A-Z0-9._-]` and `[^ ]`, `\d`,
/// `\w`, `\s`, escaped punctuation, groups, `|`, `*`, `+`, `?`, `{2}`, `{2,}`, `{2,5}`. A leading
/// `^` and a trailing `$` are accepted and mean nothing. Classes list ASCII characters; `.` and
/// negated classes match any other Unicode character as well.
public struct BytePattern: Sendable {
    /// The pattern's text.
    public let text: String
    /// The next state by state and byte; state 0 is the dead one, 1 the start.
    private let transitions: [UInt16]
    private let accepts: [Bool]

    /// Compiles a pattern; fails with `invalidPlan` and the place of the mistake.
    public init(_ text: String) throws(MarketDataError) {
        var parser = PatternParser(Array(text.utf8))
        do {
            let root = try parser.parse()
            var automaton = PatternAutomaton()
            let whole = try automaton.build(root)
            (transitions, accepts) = try automaton.determinised(whole)
        } catch {
            throw MarketDataError(
                .invalidPlan,
                "the pattern `\(text)` cannot be used: \(error.what). "
                    + "Look at character \(error.position + 1).")
        }
        self.text = text
    }

    /// Whether the whole text matches.
    public func matches(_ text: RawSpan) -> Bool {
        let octets = text.octets
        let table = transitions.span
        var state = 1
        for index in octets.indices {
            state = Int(table[state &* 256 &+ Int(octets[index])])
            if state == 0 { return false }
        }
        return accepts[state]
    }
}

/// What is wrong with a pattern, and where.
struct PatternError: Error {
    let what: String
    let position: Int
}
