import Bytes

/// Writes the RLE/bit-packed hybrid: levels, dictionary indices, booleans.
enum HybridEncoder {
    /// The shortest run worth a header of its own, a multiple of eight.
    private static let runMin = 16

    /// Writes values of `width` bits as runs of equal ones and groups of eight packed ones.
    static func encode<T: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
        _ values: Span<T>, width: Int, into out: inout ByteWriter
    ) {
        var packedFrom = 0
        var index = 0
        while index < values.count {
            let end = runEnd(values, from: index)
            guard end &- index >= runMin else {
                // Packed values come in groups of eight; a short run stays among them.
                index = min(index &+ 8, values.count)
                continue
            }
            pack(values, packedFrom..<index, width, &out)
            run(UInt64(truncatingIfNeeded: values[index]), count: end &- index, width, &out)
            index = end
            packedFrom = end
        }
        pack(values, packedFrom..<values.count, width, &out)
    }

    /// Writes one run.
    static func run(_ value: UInt64, count: Int, _ width: Int, _ out: inout ByteWriter) {
        guard count > 0 else { return }
        out.appendVarint(UInt64(count) << 1)
        var rest = value
        for _ in 0..<(width &+ 7) >> 3 {
            out.append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
    }

    /// Where the run that starts at `start` ends; any earlier place if it is too short to matter.
    private static func runEnd<T: FixedWidthInteger & BitwiseCopyable>(
        _ values: Span<T>, from start: Int
    ) -> Int {
        let first = values[start]
        // Most runs that are none end here.
        let probe = start &+ runMin &- 1
        guard probe < values.count, values[probe] == first, values[start &+ 1] == first else {
            return start
        }
        var end = start &+ 1
        while end < values.count, values[end] == first { end &+= 1 }
        return end
    }

    private static func pack<T: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
        _ values: Span<T>, _ range: Range<Int>, _ width: Int, _ out: inout ByteWriter
    ) {
        guard !range.isEmpty else { return }
        let groups = (range.count &+ 7) >> 3
        out.appendVarint(UInt64(groups) << 1 | 1)
        let whole = range.lowerBound &+ range.count & ~7
        BitPacking.pack(values.extracting(range.lowerBound..<whole), width: width, into: &out)
        guard whole < range.upperBound else { return }
        var last: [8 of T] = .init(repeating: 0)
        for index in whole..<range.upperBound { last[index &- whole] = values[index] }
        BitPacking.pack(last.span, width: width, into: &out)
    }
}
