/// The bytes of a pattern's sets as numbered positions, and which may follow which (Glushkov).
struct PatternPositions {
    /// The set of each position.
    private(set) var sets: [ByteSet] = []
    private var follow: [PositionSet] = []

    /// A part of the pattern, by the positions at its ends.
    struct Part {
        var first = PositionSet()
        var last = PositionSet()
        var isNullable = true
    }

    /// Numbers the positions of a part and links them.
    mutating func add(_ node: PatternNode) -> Part {
        switch node {
        case .empty: return Part()
        case .byte(let set):
            sets.append(set)
            follow.append(PositionSet())
            let only = PositionSet(sets.count - 1)
            return Part(first: only, last: only, isNullable: false)
        case .sequence(let parts):
            return parts.reduce(Part()) { join($0, add($1)) }
        case .choice(let parts):
            var whole = Part(isNullable: false)
            for part in parts.map({ add($0) }) {
                whole.first.formUnion(part.first)
                whole.last.formUnion(part.last)
                whole.isNullable = whole.isNullable || part.isNullable
            }
            return whole
        case .repetition(let part, let minimum, let maximum):
            return repetition(part, minimum, maximum)
        }
    }

    /// The positions of `candidates` whose set has the byte, and all that may follow them.
    func step(_ candidates: [Int], _ byte: UInt8) -> (PositionSet, PositionSet) {
        var taken = PositionSet()
        var next = PositionSet()
        for position in candidates where sets[position].contains(byte) {
            taken.insert(position)
            next.formUnion(follow[position])
        }
        return (taken, next)
    }

    private mutating func repetition(_ node: PatternNode, _ minimum: Int, _ maximum: Int?) -> Part {
        // A part without positions is empty however often it stands.
        guard node.size > 0 else { return Part() }
        var whole = Part()
        for copy in 0..<(maximum ?? max(1, minimum)) {
            var part = add(node)
            part.isNullable = part.isNullable || copy >= minimum
            if maximum == nil, copy + 1 >= minimum { link(part.last, to: part.first) }
            whole = join(whole, part)
        }
        return whole
    }

    private mutating func link(_ ends: PositionSet, to beginnings: PositionSet) {
        for position in ends.members { follow[position].formUnion(beginnings) }
    }

    private mutating func join(_ left: Part, _ right: Part) -> Part {
        link(left.last, to: right.first)
        var whole = Part(
            first: left.first, last: right.last, isNullable: left.isNullable && right.isNullable)
        if left.isNullable { whole.first.formUnion(right.first) }
        if right.isNullable { whole.last.formUnion(left.last) }
        return whole
    }
}

/// A set of positions.
struct PositionSet: Hashable {
    private var words: [UInt64] = []

    init() {}

    init(_ member: Int) { insert(member) }

    var members: [Int] {
        words.indices.flatMap { index in
            (0..<64).filter { words[index] >> UInt64($0) & 1 == 1 }.map { index << 6 + $0 }
        }
    }

    mutating func insert(_ member: Int) {
        while words.count <= member >> 6 { words.append(0) }
        words[member >> 6] |= 1 << UInt64(member & 63)
    }

    mutating func formUnion(_ other: PositionSet) {
        if words.count < other.words.count {
            words.append(contentsOf: repeatElement(0, count: other.words.count - words.count))
        }
        for index in other.words.indices { words[index] |= other.words[index] }
    }

    func intersects(_ other: PositionSet) -> Bool {
        zip(words, other.words).contains { $0 & $1 != 0 }
    }
}
