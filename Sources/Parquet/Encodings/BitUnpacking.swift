import Bytes

extension BitPacking {
    /// Unpacks `count` values of up to 32 bits and appends them.
    ///
    /// The caller has checked that `bytes` holds them.
    static func unpack<T: FixedWidthInteger & BitwiseCopyable>(
        _ bytes: RawSpan, width: Int, count: Int, into values: inout [T]
    ) {
        precondition(width <= 32, "wider values are unpacked as 64 bits")
        let first = values.count
        values.append(contentsOf: repeatElement(0, count: count))
        guard width > 0, count > 0 else { return }
        var target = values.mutableSpan
        // A load of eight bytes must not pass the end.
        let fast = min(count, max(0, (bytes.byteCount &- 8) &* 8 / width))
        var index: Int
        switch width {
        // So many values lie within one load, wherever in a byte the first one starts.
        case 1...8: index = unpack(bytes, width, 8, to: fast, &target, first)
        case 9...16: index = unpack(bytes, width, 4, to: fast, &target, first)
        case 17...28: index = unpack(bytes, width, 2, to: fast, &target, first)
        default: index = unpack(bytes, width, 1, to: fast, &target, first)
        }
        while index < count {
            target[first &+ index] = T(truncatingIfNeeded: value(bytes, index &* width, width))
            index &+= 1
        }
    }

    /// Unpacks whole steps of values, each of one load, and returns how many that were.
    @inline(__always)
    private static func unpack<T: FixedWidthInteger & BitwiseCopyable>(
        _ bytes: RawSpan, _ width: Int, _ step: Int, to end: Int, _ target: inout MutableSpan<T>,
        _ first: Int
    ) -> Int {
        let mask = (1 as UInt64) &<< UInt64(width) &- 1
        let shift = UInt64(width)
        var index = 0
        var bit = 0
        while index &+ step <= end {
            var word: UInt64 = bytes.integer(at: bit >> 3) &>> UInt64(bit & 7)
            for place in 0..<step {
                target[first &+ index &+ place] = T(truncatingIfNeeded: word & mask)
                word = word &>> shift
            }
            bit &+= width &* step
            index &+= step
        }
        return index
    }

    /// The value of up to 64 bits at a bit's position, byte by byte.
    static func value(_ bytes: RawSpan, _ bit: Int, _ width: Int) -> UInt64 {
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
