/// A growing sequence of bits; as a column's validity, a set bit means that the value is there.
public struct Bitmap: Sendable, Equatable {
    @usableFromInline var words: [UInt64] = []
    /// The number of bits.
    @inlinable public var count: Int { size }
    @usableFromInline var size = 0

    /// Makes an empty bitmap.
    @inlinable public init() {}

    /// Makes a bitmap of equal bits.
    public init(repeating bit: Bool, count: Int) {
        append(repeating: bit, count: count)
    }

    /// The bit at an index.
    @inlinable public subscript(index: Int) -> Bool {
        get {
            precondition(index >= 0 && index < size, "a bit lies within its bitmap")
            return words[index >> 6] >> UInt64(index & 63) & 1 == 1
        }
        set {
            precondition(index >= 0 && index < size, "a bit lies within its bitmap")
            let mask = (1 as UInt64) << UInt64(index & 63)
            if newValue { words[index >> 6] |= mask } else { words[index >> 6] &= ~mask }
        }
    }

    /// Appends one bit.
    @inlinable public mutating func append(_ bit: Bool) {
        if size & 63 == 0 { words.append(0) }
        if bit { words[size >> 6] |= 1 << UInt64(size & 63) }
        size &+= 1
    }

    /// Appends equal bits.
    public mutating func append(repeating bit: Bool, count: Int) {
        precondition(count >= 0, "a number of bits is not negative")
        let end = size + count
        if bit, size & 63 != 0 { words[size >> 6] |= ~0 << UInt64(size & 63) }
        let wordCount = (end + 63) >> 6
        if words.count < wordCount {
            words.append(contentsOf: repeatElement(bit ? ~0 : 0, count: wordCount - words.count))
        }
        size = end
        clearTail()
    }

    /// Appends the bits of another bitmap.
    public mutating func append(_ other: Bitmap) {
        var index = 0
        while index < other.size {
            append(word: other.word(at: index), count: min(64, other.size - index))
            index += 64
        }
    }

    /// Forgets the bits and keeps the memory.
    public mutating func removeAll() {
        words.removeAll(keepingCapacity: true)
        size = 0
    }

    /// Forgets the bits after the first `count`.
    public mutating func truncate(to count: Int) {
        precondition(count >= 0 && count <= size, "a bitmap is truncated within its bits")
        size = count
        words.removeLast(words.count - (count + 63) >> 6)
        clearTail()
    }

    /// The number of set bits.
    public var setCount: Int {
        var total = 0
        for index in words.indices { total += words[index].nonzeroBitCount }
        return total
    }

    /// The number of clear bits.
    public var clearCount: Int { size - setCount }

    private mutating func clearTail() {
        if size & 63 != 0 { words[size >> 6] &= ~(~0 << UInt64(size & 63)) }
    }
}
