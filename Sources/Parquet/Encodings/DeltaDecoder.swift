import Bytes

/// Reads DELTA_BINARY_PACKED.
enum DeltaDecoder {
    /// Appends values; there must be as many as `count`, or any number up to `limit` if it is nil.
    static func decode(
        _ input: inout ByteReader, narrow: Bool, count: Int?, limit: Int,
        into values: inout [Int64]
    ) throws(ByteError) {
        let blockSize = try input.readVarint()
        let partCount = try input.readVarint()
        let total = try input.readVarint()
        var value = try input.readZigzag()
        guard blockSize > 0, blockSize <= 1 << 16, partCount > 0, partCount <= blockSize,
            blockSize % partCount == 0, (blockSize / partCount) % 32 == 0,
            total <= UInt64(limit), count == nil || total == UInt64(count ?? 0)
        else { throw ByteError(.malformed, offset: input.position) }
        var left = Int(total)
        guard left > 0 else { return }
        if narrow { value = Int64(Int32(truncatingIfNeeded: value)) }
        values.append(contentsOf: repeatElement(value, count: left))
        let end = values.count
        left -= 1
        var target = values.mutableSpan
        let partSize = Int(blockSize / partCount)
        while left > 0 {
            let least = try input.readZigzag()
            let widths = try input.readBytes(Int(partCount))
            for index in 0..<Int(partCount) where left > 0 {
                // The widths of parts that are not there may be anything.
                let width = Int(widths.byte(at: index))
                guard width <= 64 else { throw ByteError(.malformed, offset: input.position) }
                let take = min(left, partSize)
                let body = try readPart(&input, width: width, size: partSize, take: take)
                let rows = end &- left..<end &- left &+ take
                if narrow {
                    addUp(body, width, least, from: &value, to: &target, rows) {
                        Int64(Int32(truncatingIfNeeded: $0))
                    }
                } else {
                    addUp(body, width, least, from: &value, to: &target, rows) { $0 }
                }
                left -= take
            }
        }
    }

    /// Unpacks the differences of a part and adds them up.
    @inline(__always)
    private static func addUp(
        _ bytes: RawSpan, _ width: Int, _ least: Int64, from value: inout Int64,
        to target: inout MutableSpan<Int64>, _ rows: Range<Int>, _ wrap: (Int64) -> Int64
    ) {
        var sum = value
        var index = rows.lowerBound
        if width <= 56 {
            let mask = (1 as UInt64) &<< UInt64(width) &- 1
            let last = bytes.byteCount &- 8
            var bit = 0
            while index < rows.upperBound, bit >> 3 <= last {
                let word: UInt64 = bytes.integer(at: bit >> 3)
                let excess = word &>> UInt64(bit & 7) & mask
                sum = wrap(sum &+ least &+ Int64(bitPattern: excess))
                target[index] = sum
                index &+= 1
                bit &+= width
            }
        }
        while index < rows.upperBound {
            let excess = BitPacking.value(bytes, (index &- rows.lowerBound) &* width, width)
            sum = wrap(sum &+ least &+ Int64(bitPattern: excess))
            target[index] = sum
            index &+= 1
        }
        value = sum
    }

    /// Lends the bytes of a part, whose padding some writers leave away at the end.
    @_lifetime(copy input) @_lifetime(input: copy input)
    private static func readPart(
        _ input: inout ByteReader, width: Int, size: Int, take: Int
    ) throws(ByteError) -> RawSpan {
        let whole = size * width / 8
        guard input.remaining < whole else { return try input.readBytes(whole) }
        let needed = (take * width + 7) / 8
        guard input.remaining >= needed else {
            throw ByteError(.truncated, offset: input.position)
        }
        return try input.readBytes(input.remaining)
    }
}
