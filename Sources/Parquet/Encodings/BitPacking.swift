import Bytes

/// Unsigned integers of a fixed number of bits side by side, the lowest bit first.
enum BitPacking {
    /// The bits that a value needs.
    static func width(of value: UInt64) -> Int { 64 - value.leadingZeroBitCount }

    /// Packs values; their number times `width` is a multiple of eight.
    static func pack<T: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
        _ values: Span<T>, width: Int, into out: inout ByteWriter
    ) {
        guard width > 0 else { return }
        let step = UInt64(width)
        var word: UInt64 = 0
        var filled: UInt64 = 0
        out.reserve((values.count &* width) >> 3 &+ 8)
        for index in values.indices {
            let value = UInt64(truncatingIfNeeded: values[index])
            word |= value &<< filled
            filled &+= step
            if filled >= 64 {
                out.appendLE(word)
                filled &-= 64
                word = filled == 0 ? 0 : value &>> (step &- filled)
            }
        }
        while filled > 0 {
            out.append(UInt8(truncatingIfNeeded: word))
            word >>= 8
            filled = filled > 8 ? filled &- 8 : 0
        }
    }
}
