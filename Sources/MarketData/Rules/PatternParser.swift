/// A part of a pattern.
indirect enum PatternNode {
    case bytes(ByteSet)
    case sequence([PatternNode])
    case choice([PatternNode])
    case repetition(PatternNode, minimum: Int, maximum: Int?)
}

/// A set of bytes.
struct ByteSet: Equatable {
    private var low: (UInt64, UInt64) = (0, 0)
    private var high: (UInt64, UInt64) = (0, 0)

    init() {}

    init(_ range: ClosedRange<UInt8>) {
        for byte in range { insert(byte) }
    }

    mutating func insert(_ byte: UInt8) {
        let bit: UInt64 = 1 << UInt64(byte & 63)
        switch byte >> 6 {
        case 0: low.0 |= bit
        case 1: low.1 |= bit
        case 2: high.0 |= bit
        default: high.1 |= bit
        }
    }

    mutating func formUnion(_ other: ByteSet) {
        low = (low.0 | other.low.0, low.1 | other.low.1)
        high = (high.0 | other.high.0, high.1 | other.high.1)
    }

    /// The other ASCII bytes.
    var asciiComplement: ByteSet {
        var result = ByteSet()
        result.low = (~low.0, ~low.1)
        return result
    }

    func contains(_ byte: UInt8) -> Bool {
        let word =
            switch byte >> 6 {
            case 0: low.0
            case 1: low.1
            case 2: high.0
            default: high.1
            }
        return word >> UInt64(byte & 63) & 1 == 1
    }

    static func == (left: ByteSet, right: ByteSet) -> Bool {
        left.low == right.low && left.high == right.high
    }
}

/// Reads a pattern's text by recursive descent; nesting is limited.
struct PatternParser {
    private let text: [UInt8]
    private var position = 0
    private static let depthMax = 32
    private static let countMax = 256

    init(_ text: [UInt8]) { self.text = text }

    mutating func parse() throws(PatternError) -> PatternNode {
        if peek == UInt8(ascii: "^") { position += 1 }
        let node = try choice(depth: 0)
        guard position == text.count else { throw failure("a `)` has no `(`") }
        return node
    }

    private var peek: UInt8? { position < text.count ? text[position] : nil }

    private func failure(_ what: String) -> PatternError {
        PatternError(what: what, position: position)
    }

    private mutating func choice(depth: Int) throws(PatternError) -> PatternNode {
        guard depth <= Self.depthMax else { throw failure("groups nest too deeply") }
        var branches = [try sequence(depth: depth)]
        while peek == UInt8(ascii: "|") {
            position += 1
            branches.append(try sequence(depth: depth))
        }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence(depth: Int) throws(PatternError) -> PatternNode {
        var parts: [PatternNode] = []
        while let byte = peek, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
            if byte == UInt8(ascii: "$"), position == text.count - 1 {
                position += 1
                break
            }
            var part = try atom(depth: depth)
            while let range = try quantifier() {
                part = .repetition(part, minimum: range.minimum, maximum: range.maximum)
            }
            parts.append(part)
        }
        return .sequence(parts)
    }

    private mutating func atom(depth: Int) throws(PatternError) -> PatternNode {
        guard let byte = peek else { throw failure("the pattern ends too early") }
        switch byte {
        case UInt8(ascii: "("):
            position += 1
            let inner = try choice(depth: depth + 1)
            guard peek == UInt8(ascii: ")") else { throw failure("a `(` has no `)`") }
            position += 1
            return inner
        case UInt8(ascii: "["): return try characterClass()
        case UInt8(ascii: "."):
            position += 1
            return Self.anyCharacter(ascii: ByteSet(0...127))
        case UInt8(ascii: "\\"):
            position += 1
            return .bytes(try escape())
        case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"):
            throw failure("nothing is there to repeat")
        case UInt8(ascii: "^"), UInt8(ascii: "$"):
            throw failure("an anchor stands in the middle; escape it to mean the character")
        default: return character()
        }
    }

    /// One character as it stands; the bytes of a longer one stay together.
    private mutating func character() -> PatternNode {
        var bytes: [PatternNode] = []
        repeat {
            bytes.append(.bytes(ByteSet(text[position]...text[position])))
            position += 1
        } while peek.map { $0 & 0xc0 == 0x80 } ?? false
        return bytes.count == 1 ? bytes[0] : .sequence(bytes)
    }

    private mutating func escape() throws(PatternError) -> ByteSet {
        guard let byte = peek else { throw failure("a `\\` ends the pattern") }
        position += 1
        switch byte {
        case UInt8(ascii: "d"): return ByteSet(0x30...0x39)
        case UInt8(ascii: "w"):
            var set = ByteSet(0x30...0x39)
            set.formUnion(ByteSet(0x41...0x5a))
            set.formUnion(ByteSet(0x61...0x7a))
            set.insert(0x5f)
            return set
        case UInt8(ascii: "s"):
            var set = ByteSet(0x09...0x0d)
            set.insert(0x20)
            return set
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x80...:
            position -= 1
            throw failure("this escape is not known")
        default: return ByteSet(byte...byte)
        }
    }

    private mutating func characterClass() throws(PatternError) -> PatternNode {
        position += 1
        let isNegated = peek == UInt8(ascii: "^")
        if isNegated { position += 1 }
        var set = ByteSet()
        var isFirst = true
        while let byte = peek, byte != UInt8(ascii: "]") || isFirst {
            isFirst = false
            try classMember(into: &set)
        }
        guard peek != nil else { throw failure("a `[` has no `]`") }
        position += 1
        return isNegated ? Self.anyCharacter(ascii: set.asciiComplement) : .bytes(set)
    }

    private mutating func classMember(into set: inout ByteSet) throws(PatternError) {
        let first = text[position]
        guard first < 0x80 else { throw failure("a class lists ASCII characters only") }
        position += 1
        if first == UInt8(ascii: "\\") {
            set.formUnion(try escape())
            return
        }
        guard peek == UInt8(ascii: "-"), position + 1 < text.count,
            text[position + 1] != UInt8(ascii: "]")
        else {
            set.insert(first)
            return
        }
        let last = text[position + 1]
        guard last >= first, last < 0x80, last != UInt8(ascii: "\\") else {
            throw failure("a range runs from a lower to a higher ASCII character")
        }
        set.formUnion(ByteSet(first...last))
        position += 2
    }

    private mutating func quantifier() throws(PatternError) -> (minimum: Int, maximum: Int?)? {
        switch peek {
        case UInt8(ascii: "*"):
            position += 1
            return (0, nil)
        case UInt8(ascii: "+"):
            position += 1
            return (1, nil)
        case UInt8(ascii: "?"):
            position += 1
            return (0, 1)
        case UInt8(ascii: "{"):
            position += 1
            return try counts()
        default: return nil
        }
    }

    private mutating func counts() throws(PatternError) -> (minimum: Int, maximum: Int?) {
        guard let minimum = try number() else { throw failure("a number is missing after `{`") }
        var maximum: Int? = minimum
        if peek == UInt8(ascii: ",") {
            position += 1
            maximum = try number()
        }
        guard peek == UInt8(ascii: "}") else { throw failure("a `{` has no `}`") }
        guard maximum ?? minimum >= minimum else { throw failure("the counts fall") }
        position += 1
        return (minimum, maximum)
    }

    private mutating func number() throws(PatternError) -> Int? {
        var value: Int?
        while let byte = peek, byte >= 0x30, byte <= 0x39 {
            let next = (value ?? 0) * 10 + Int(byte - 0x30)
            guard next <= Self.countMax else { throw failure("a count is beyond 256") }
            value = next
            position += 1
        }
        return value
    }

    /// One of the ASCII bytes given, or any character of more than one byte.
    private static func anyCharacter(ascii: ByteSet) -> PatternNode {
        let tail = PatternNode.bytes(ByteSet(0x80...0xbf))
        return .choice([
            .bytes(ascii),
            .sequence([.bytes(ByteSet(0xc2...0xdf)), tail]),
            .sequence([.bytes(ByteSet(0xe0...0xef)), tail, tail]),
            .sequence([.bytes(ByteSet(0xf0...0xf4)), tail, tail, tail]),
        ])
    }
}
