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

    /// Unpacks `count` values of up to 32 bits and appends them.
    ///
    /// The caller has checked that `bytes` holds them.
    static func unpack<T: FixedWidthInteger & BitwiseCopyable>(
        _ bytes: RawSpan, width: Int, count: Int, into values: inout [T]
    ) {
        precondition(width <= 32, "wider values are unpacked as 64 bits")
        let mask = (1 as UInt64) &<< UInt64(width) &- 1
        // A load of eight bytes must not pass the end.
        let fast = width == 0 ? count : min(count, max(0, (bytes.byteCount - 8) * 8 / width))
        values.reserveCapacity(values.count + count)
        var bit = 0
        var index = 0
        while index < fast {
            let word: UInt64 = width == 0 ? 0 : bytes.integer(at: bit >> 3)
            values.append(T(truncatingIfNeeded: word &>> UInt64(bit & 7) & mask))
            bit &+= width
            index &+= 1
        }
        while index < count {
            let word = tail(bytes, bit, width)
            values.append(T(truncatingIfNeeded: word))
            bit &+= width
            index &+= 1
        }
    }

    /// Unpacks `count` values of up to 64 bits and appends them.
    ///
    /// The caller has checked that `bytes` holds them.
    static func unpackWide(
        _ bytes: RawSpan, width: Int, count: Int, into values: inout [UInt64]
    ) {
        guard width > 32 else {
            return unpack(bytes, width: width, count: count, into: &values)
        }
        var bit = 0
        for _ in 0..<count {
            values.append(tail(bytes, bit, width))
            bit &+= width
        }
    }

    /// One value, byte by byte.
    private static func tail(_ bytes: RawSpan, _ bit: Int, _ width: Int) -> UInt64 {
        var value: UInt64 = 0
        var got = 0
        var position = bit
        while got < width {
            let shift = position & 7
            let take = min(8 - shift, width - got)
            let part = UInt64(bytes.byte(at: position >> 3)) >> UInt64(shift)
            value |= (part & ((1 << UInt64(take)) - 1)) << UInt64(got)
            got += take
            position += take
        }
        return value
    }
}
