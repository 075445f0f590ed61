import Bytes

/// A split-block bloom filter: which values a column chunk surely does not have.
///
/// Source: parquet-format, `BloomFilter.md`. A value is known by the XXH64 hash of its plain bytes.
struct BloomFilter: Sendable, Equatable {
    /// Blocks of eight words of 32 bits.
    private(set) var words: [UInt32]

    static let blockBytes = 32
    /// What readers take at most.
    static let byteCountMax = 128 << 20

    private static let salts: [UInt32] = [
        0x47b6_137b, 0x4497_4d91, 0x8824_ad5b, 0xa2b7_289d, 0x7054_95c7, 0x2df1_424b, 0x9efc_4947,
        0x5c6b_fb31,
    ]

    /// Makes an empty filter of a size that is a power of two.
    init(byteCount: Int) {
        words = [UInt32](repeating: 0, count: byteCount / 4)
    }

    /// Takes a stored filter; nil for bytes that are no whole blocks.
    init?(stored bytes: RawSpan) {
        guard bytes.byteCount > 0, bytes.byteCount % Self.blockBytes == 0 else { return nil }
        words = (0..<bytes.byteCount / 4).map { bytes.integer(at: $0 * 4) }
    }

    /// The bytes at which so many values are mistaken for others at a rate of at most
    /// `falsePositiveRate`: a power of two, because Arrow takes no other sizes.
    static func byteCount(distinctCount: Int, falsePositiveRate: Double, limit: Int) -> Int {
        // An eighth root, and the logarithm of one minus it as a series.
        let root = falsePositiveRate.squareRoot().squareRoot().squareRoot()
        var logarithm = 0.0
        var power = 1.0
        for step in 1...512 {
            power *= root
            logarithm -= power / Double(step)
        }
        let bits = -8 * Double(distinctCount) / logarithm
        var size = blockBytes
        while size * 2 <= limit, Double(size) * 8 < bits { size *= 2 }
        return size
    }

    /// Adds the value of a hash.
    mutating func insert(_ hash: UInt64) {
        let block = block(of: hash)
        for index in 0..<8 { words[block + index] |= Self.bit(hash, index) }
    }

    /// False if no value of this hash was added.
    func mayContain(_ hash: UInt64) -> Bool {
        let block = block(of: hash)
        return (0..<8).allSatisfy { words[block + $0] & Self.bit(hash, $0) != 0 }
    }

    /// The first word of the block that a hash belongs to.
    private func block(of hash: UInt64) -> Int {
        Int(((hash >> 32) &* UInt64(words.count / 8)) >> 32) * 8
    }

    private static func bit(_ hash: UInt64, _ index: Int) -> UInt32 {
        1 << ((UInt32(truncatingIfNeeded: hash) &* salts[index]) >> 27)
    }
}

extension BloomFilter {
    /// The header and the blocks, as they lie in a file.
    func stored() -> [UInt8] {
        var out = ThriftWriter(capacity: words.count * 4 + 32)
        out.element { out in
            out.i32(1, words.count * 4)
            // Split blocks, XXH64, uncompressed: the only ones there are.
            for field: Int16 in 2...4 { out.structure(field) { $0.structure(1) { _ in } } }
        }
        for word in words { out.out.appendLE(word) }
        return out.out.copy()
    }

    /// The length of the header and that of the blocks behind it; nil for one of another kind.
    @_lifetime(reader: copy reader)
    static func sizes(
        from reader: inout ThriftReader
    ) throws(ByteError) -> (header: Int, blocks: Int)? {
        var size = 0
        var kinds: [Int16: Int16] = [:]
        try reader.structure { (reader, field) throws(ByteError) in
            switch field.id {
            case 1: size = try reader.i32(field)
            case 2...4 where field.type == .structure:
                try reader.structure { (reader, kind) throws(ByteError) in
                    kinds[field.id] = kind.id
                    try reader.skip(kind)
                }
            default: try reader.skip(field)
            }
        }
        guard kinds == [2: 1, 3: 1, 4: 1], size > 0, size <= byteCountMax,
            size % blockBytes == 0
        else { return nil }
        return (reader.position, size)
    }
}
