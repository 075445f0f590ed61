import Bytes
import Columnar
import TestSupport
import Testing

@Suite("Byte patterns")
struct BytePatternTests {
    @Test(
        "a pattern describes the whole text",
        arguments: [
            ("[A-Z]{1,3}", ["A", "AB", "ABC"], ["", "ABCD", "a", "AB ", "É"]),
            ("^[A-Z]{4}$", ["XNAS"], ["XNA", "XNASD"]),
            ("a*", ["", "a", "aaaa"], ["b", "ab"]),
            ("a+b?", ["a", "aab"], ["", "b", "abb"]),
            ("(ab|c)*d", ["d", "abd", "cabcd"], ["ab", "ad", "abcdd"]),
            ("(a|b)*abb", ["abb", "babb", "aabababb"], ["ab", "abba"]),
            ("a{2,}", ["aa", "aaaaa"], ["a", ""]),
            ("a{0}b", ["b"], ["ab"]),
            ("(a?b?){3}", ["", "ab", "ababab", "bbb", "aab"], ["ababababa", "aaaa"]),
            ("(a*)*", ["", "aaa"], ["b"]),
            ("(ab){2,3}c*", ["abab", "abababcc"], ["ab", "ababa", "abababab"]),
            (".", ["a", "é", "€", "😀", "\n"], ["", "ab", "éé"]),
            (".{2}", ["ab", "é€", "a😀"], ["a", "abc"]),
            ("[^0-9]+", ["abc", "é€-"], ["", "a1", "1"]),
            ("é+|ü", ["é", "ééé", "ü"], ["e", "üü"]),
            ("\\d{2}-\\w+", ["12-a_Z9"], ["1-a", "12-", "12-é"]),
            ("[\\d.-]+", ["1.5", "-3"], ["a", "1,5"]),
            ("[a\\]-]", ["a", "]", "-"], ["\\", "b"]),
            ("1\\.5\\$", ["1.5$"], ["1x5$", "1.5"]),
            ("", [""], ["a"]),
            ("a|", ["", "a"], ["b"]),
            ("()", [""], ["a"]),
        ])
    func forms(text: String, good: [String], bad: [String]) throws {
        let pattern = try BytePattern(text)
        for value in good { #expect(matches(pattern, value), "\(text) takes \(value)") }
        for value in bad { #expect(!matches(pattern, value), "\(text) refuses \(value)") }
    }

    @Test(
        "a wrong pattern is refused with its place",
        arguments: [
            ("a)", 2, "`)` closes no group. write `\\)` for the character"),
            ("(a", 3, "a `)` was expected"),
            ("[a", 3, "a `]` was expected"),
            ("[]", 3, "`[]` holds no character"),
            ("[z-a]", 5, "the range runs backwards"),
            ("[é]", 2, "an ASCII character was expected. use `(a|b)` for others"),
            ("*a", 1, "`*` cannot stand here. write `\\*` for the character"),
            ("a**", 3, "`*` follows another repetition. put the first in a group"),
            ("a{,3}", 3, "a number was expected"),
            ("a{3,2}", 6, "the most, 2, is less than the least, 3"),
            ("a{2", 4, "`{n}`, `{n,}` or `{n,m}` was expected"),
            ("a{99999}", 6, "a number over 1000 is too much"),
            ("\\q", 2, "`\\q` has no meaning. known are \\d, \\w and escaped signs"),
            ("a\\", 3, "the pattern ends after `\\`"),
            ("a$b", 2, "`$` cannot stand here. write `\\$` for the character"),
            (
                "[a-z]{500}", 1,
                "the pattern needs too many states. write it with fewer or smaller repetitions"
            ),
            (
                "(a|b)*a(a|b){14}", 1,
                "the pattern needs too many states. write it with fewer or smaller repetitions"
            ),
        ])
    func refusals(text: String, column: Int, message: String) throws {
        let error = #expect(throws: BytePatternError.self) { try BytePattern(text) }
        #expect(error?.message == message)
        #expect(error?.column == column)
    }

    @Test("nested repetitions end, however large they claim to be")
    func bombs() {
        let nested = (0..<40).reduce("a") { text, _ in "(\(text)){1000}" }
        #expect(throws: BytePatternError.self) { try BytePattern(nested) }
        let empty = (0..<30).reduce("") { text, _ in "(\(text)){1000}" }
        #expect(throws: Never.self) { try BytePattern(empty) }
    }

    @Test("any text is a pattern or an error", arguments: 0..<400 as Range<UInt64>)
    func soup(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let alphabet = Array("ab.[](){}*+?|\\^$-d,1é2")
        let text = String(
            (0..<Int.random(in: 0..<24, using: &generator)).compactMap { _ in
                alphabet.randomElement(using: &generator)
            })
        guard let pattern = try? BytePattern(text) else { return }
        for value in ["", "a", "ab", "é", "1", "ab.[]"] { _ = matches(pattern, value) }
        #expect(pattern == (try? BytePattern(text)))
    }

    private func matches(_ pattern: BytePattern, _ text: String) -> Bool {
        pattern.matches(Array(text.utf8).span.rawBytes)
    }
}
