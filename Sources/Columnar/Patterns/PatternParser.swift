/// Reads a pattern's text.
struct PatternParser {
    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var depth = 0

    /// How deep groups may nest.
    private static let depthMax = 32
    /// The largest number in braces.
    private static let countMax = 1000

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    mutating func parse() throws(BytePatternError) -> PatternNode {
        _ = take("^")
        let node = try choice()
        guard index == scalars.count else {
            throw problem("`)` closes no group. write `\\)` for the character")
        }
        return node
    }

    private mutating func choice() throws(BytePatternError) -> PatternNode {
        var parts = [try sequence()]
        while take("|") { parts.append(try sequence()) }
        return parts.count == 1 ? parts[0] : .choice(parts)
    }

    private mutating func sequence() throws(BytePatternError) -> PatternNode {
        var parts: [PatternNode] = []
        while let next = peek, next != "|", next != ")" {
            if next == "$", index == scalars.count - 1 {
                index += 1
                break
            }
            parts.append(try repeated(try atom()))
        }
        return parts.isEmpty ? .empty : .sequence(parts)
    }

    private mutating func repeated(_ atom: PatternNode) throws(BytePatternError) -> PatternNode {
        let node: PatternNode
        switch peek {
        case "*": node = .repetition(atom, minimum: 0, maximum: nil)
        case "+": node = .repetition(atom, minimum: 1, maximum: nil)
        case "?": node = .repetition(atom, minimum: 0, maximum: 1)
        case "{": node = try counted(atom)
        default: return atom
        }
        index += 1
        if let next = peek, "*+?{".unicodeScalars.contains(next) {
            throw problem("`\(next)` follows another repetition. put the first in a group")
        }
        return node
    }

    /// Reads `{n}`, `{n,}` or `{n,m}` up to the closing brace.
    private mutating func counted(_ atom: PatternNode) throws(BytePatternError) -> PatternNode {
        index += 1
        let minimum = try number()
        var maximum: Int? = minimum
        if take(",") { maximum = peek == "}" ? nil : try number() }
        guard peek == "}" else { throw problem("`{n}`, `{n,}` or `{n,m}` was expected") }
        if let maximum, maximum < minimum {
            throw problem("the most, \(maximum), is less than the least, \(minimum)")
        }
        return .repetition(atom, minimum: minimum, maximum: maximum)
    }

    private mutating func number() throws(BytePatternError) -> Int {
        var value = 0
        let start = index
        while let next = peek, ("0"..."9").contains(next) {
            value = value * 10 + Int(next.value - 48)
            guard value <= Self.countMax else {
                throw problem("a number over \(Self.countMax) is too much")
            }
            index += 1
        }
        guard index > start else { throw problem("a number was expected") }
        return value
    }

    private mutating func atom() throws(BytePatternError) -> PatternNode {
        guard let scalar = peek else { return .empty }
        switch scalar {
        case "(": return try group()
        case "[": return try set()
        case ".":
            index += 1
            return Self.character(in: ByteSet(0...0x7f), orBeyondASCII: true)
        case "\\":
            let escaped = try escape()
            return .byte(escaped)
        case "*", "+", "?", "{", "}", "]", "^", "$":
            throw problem("`\(scalar)` cannot stand here. write `\\\(scalar)` for the character")
        default:
            index += 1
            let bytes = Array(String(scalar).utf8)
            return .sequence(bytes.map { .byte(ByteSet($0...$0)) })
        }
    }

    private mutating func group() throws(BytePatternError) -> PatternNode {
        depth += 1
        guard depth <= Self.depthMax else {
            throw problem("groups nest deeper than \(Self.depthMax)")
        }
        index += 1
        let node = try choice()
        guard take(")") else { throw problem("a `)` was expected") }
        depth -= 1
        return node
    }

    /// Reads `[...]`.
    private mutating func set() throws(BytePatternError) -> PatternNode {
        index += 1
        let isNegated = take("^")
        var members = ByteSet()
        var isEmpty = true
        while let next = peek, next != "]" {
            members.formUnion(try member())
            isEmpty = false
        }
        guard take("]") else { throw problem("a `]` was expected") }
        guard !isEmpty else { throw problem("`[]` holds no character") }
        guard isNegated else { return .byte(members) }
        return Self.character(in: ByteSet(0...0x7f).subtracting(members), orBeyondASCII: true)
    }

    /// Reads a character, a range or an escape within `[...]`.
    private mutating func member() throws(BytePatternError) -> ByteSet {
        if peek == "\\", index + 1 < scalars.count, "dw".unicodeScalars.contains(scalars[index + 1])
        {
            return try escape()
        }
        let first = try setCharacter()
        guard peek == "-", index + 1 < scalars.count, scalars[index + 1] != "]" else {
            return ByteSet(first...first)
        }
        index += 1
        let last = try setCharacter()
        guard first <= last else { throw problem("the range runs backwards") }
        return ByteSet(first...last)
    }

    private mutating func setCharacter() throws(BytePatternError) -> UInt8 {
        if take("\\") {
            guard let scalar = peek, Self.canBeEscaped(scalar) else {
                throw problem("`\\` has to be followed by a character with a meaning")
            }
        }
        guard let scalar = peek, scalar.isASCII else {
            throw problem("an ASCII character was expected. use `(a|b)` for others")
        }
        index += 1
        return UInt8(scalar.value)
    }

    /// Reads `\` and what follows it.
    private mutating func escape() throws(BytePatternError) -> ByteSet {
        index += 1
        guard let scalar = peek else { throw problem("the pattern ends after `\\`") }
        index += 1
        switch scalar {
        case "d": return ByteSet(48...57)
        case "w":
            var word = ByteSet(48...57)
            word.formUnion(ByteSet(65...90))
            word.formUnion(ByteSet(97...122))
            word.formUnion(ByteSet(95...95))
            return word
        case _ where Self.canBeEscaped(scalar):
            return ByteSet(UInt8(scalar.value)...UInt8(scalar.value))
        default:
            index -= 1
            throw problem("`\\\(scalar)` has no meaning. known are \\d, \\w and escaped signs")
        }
    }

    private static func canBeEscaped(_ scalar: Unicode.Scalar) -> Bool {
        ".[](){}*+?|\\^$-".unicodeScalars.contains(scalar)
    }

    /// One character of an ASCII set, or any beyond ASCII: texts are valid UTF-8 when they are
    /// matched, so a lead byte and all that continue it are one character.
    private static func character(in ascii: ByteSet, orBeyondASCII: Bool) -> PatternNode {
        let beyond = PatternNode.sequence([
            .byte(ByteSet(0xc0...0xff)),
            .repetition(.byte(ByteSet(0x80...0xbf)), minimum: 1, maximum: 3),
        ])
        return orBeyondASCII ? .choice([.byte(ascii), beyond]) : .byte(ascii)
    }

    private var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        index += 1
        return true
    }

    private func problem(_ message: String) -> BytePatternError {
        BytePatternError(message: message, column: min(index, scalars.count) + 1)
    }
}
