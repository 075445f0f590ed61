// Sixty-four rows at a time, for encoders and decoders.
extension Bitmap {
    /// The 64 bits from `index` on, the first one lowest; those past the end are clear.
    @inlinable public func word(at index: Int) -> UInt64 {
        precondition(index >= 0 && index <= size, "a bit lies within its bitmap")
        let slot = index >> 6
        let shift = UInt64(index & 63)
        guard slot < words.count else { return 0 }
        let low = words[slot] >> shift
        guard shift > 0, slot &+ 1 < words.count else { return low }
        return low | words[slot &+ 1] << (64 &- shift)
    }

    /// The number of set bits among those of `range`.
    public func setCount(in range: Range<Int>) -> Int {
        precondition(range.upperBound <= size, "a range lies within its bitmap")
        var total = 0
        var index = range.lowerBound
        while range.upperBound - index >= 64 {
            total += word(at: index).nonzeroBitCount
            index += 64
        }
        let rest = range.upperBound - index
        if rest > 0 { total += (word(at: index) << UInt64(64 - rest)).nonzeroBitCount }
        return total
    }

    /// Appends the lowest `count` bits of a word, the lowest first.
    @inlinable public mutating func append(word: UInt64, count: Int) {
        precondition(count >= 0 && count <= 64, "a word has 64 bits")
        guard count > 0 else { return }
        let bits = count == 64 ? word : word & ~(~0 << UInt64(count))
        let shift = UInt64(size & 63)
        if shift == 0 {
            words.append(bits)
        } else {
            words[size >> 6] |= bits << shift
            if Int(shift) &+ count > 64 { words.append(bits >> (64 &- shift)) }
        }
        size &+= count
    }
}
