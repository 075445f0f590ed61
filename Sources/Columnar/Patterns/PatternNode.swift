/// A part of a pattern.
indirect enum PatternNode {
    /// Nothing.
    case empty
    /// One byte of a set.
    case byte(ByteSet)
    /// One after the other.
    case sequence([PatternNode])
    /// Any one of them.
    case choice([PatternNode])
    /// At least so many, and at most (nil: any number).
    case repetition(PatternNode, minimum: Int, maximum: Int?)

    /// How many bytes of sets the part has once repetitions are written out.
    var size: Int {
        switch self {
        case .empty: return 0
        case .byte: return 1
        case .sequence(let parts), .choice(let parts):
            return parts.reduce(0) { Self.add($0, $1.size) }
        case .repetition(let part, let minimum, let maximum):
            let (product, overflow) = part.size.multipliedReportingOverflow(
                by: max(1, maximum ?? minimum))
            return overflow ? Int.max : product
        }
    }

    private static func add(_ a: Int, _ b: Int) -> Int {
        let (sum, overflow) = a.addingReportingOverflow(b)
        return overflow ? Int.max : sum
    }
}

/// A set of byte values.
struct ByteSet: Hashable {
    private var words = SIMD4<UInt64>()

    /// The set of values of a range.
    init(_ range: ClosedRange<UInt8>) {
        for value in range { insert(value) }
    }

    /// The empty set.
    init() {}

    func contains(_ value: UInt8) -> Bool {
        words[Int(value >> 6)] >> UInt64(value & 63) & 1 == 1
    }

    mutating func insert(_ value: UInt8) {
        words[Int(value >> 6)] |= (1 as UInt64) << UInt64(value & 63)
    }

    mutating func formUnion(_ other: ByteSet) { words |= other.words }

    func subtracting(_ other: ByteSet) -> ByteSet {
        var difference = self
        difference.words &= ~other.words
        return difference
    }
}
