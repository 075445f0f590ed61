import Bytes

/// Reads the RLE/bit-packed hybrid.
enum HybridDecoder {
    /// Appends `count` values of `width` bits.
    ///
    /// Values may be larger than the caller expects: levels and indices are checked after that.
    static func decode<T: FixedWidthInteger & BitwiseCopyable>(
        _ input: inout ByteReader, width: Int, count: Int, into values: inout [T]
    ) throws(ByteError) {
        guard width >= 0, width <= 32 else {
            throw ByteError(.malformed, offset: input.position)
        }
        // A run stands for any number of values, so that the number alone says nothing of the
        // input; but there is one at least.
        guard count == 0 || input.remaining > 0 else {
            throw ByteError(.truncated, offset: input.position)
        }
        var left = count
        while left > 0 {
            let header = try input.readVarint()
            if header & 1 == 0 {
                let run = Int(min(header >> 1, UInt64(left)))
                let value = try readValue(&input, width)
                guard let value = T(exactly: value) else {
                    throw ByteError(.malformed, offset: input.position)
                }
                values.append(contentsOf: repeatElement(value, count: run))
                left -= run
            } else {
                left -= try unpack(&input, groups: header >> 1, width, left, &values)
            }
        }
    }

    /// Reads groups of eight packed values and returns how many values of them were wanted.
    private static func unpack<T: FixedWidthInteger & BitwiseCopyable>(
        _ input: inout ByteReader, groups: UInt64, _ width: Int, _ left: Int,
        _ values: inout [T]
    ) throws(ByteError) -> Int {
        let wanted = Int(min(groups, UInt64(left + 7) / 8)) * 8
        let take = min(wanted, left)
        let needed = (take * width + 7) / 8
        // Some writers leave the padding of the last group away.
        let available = UInt64(input.remaining)
        let (size, overflow) = groups.multipliedReportingOverflow(by: UInt64(width))
        let length = overflow ? available : min(size, available)
        guard needed <= Int(length) else {
            throw ByteError(.truncated, offset: input.position)
        }
        BitPacking.unpack(
            try input.readBytes(Int(length)), width: width, count: take, into: &values)
        return take
    }

    private static func readValue(
        _ input: inout ByteReader, _ width: Int
    ) throws(ByteError) -> UInt32 {
        var value: UInt32 = 0
        for byte in 0..<(width + 7) / 8 {
            value |= UInt32(try input.readByte()) << UInt32(8 * byte)
        }
        return value
    }
}
