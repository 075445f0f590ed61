import Bytes

/// Writes DELTA_BINARY_PACKED: blocks of 128 differences in four parts of their own bit widths.
enum DeltaEncoder {
    static let blockSize = 128
    static let partSize = 32

    /// Writes 64-bit integers.
    static func encode(_ values: Span<Int64>, into out: inout ByteWriter) {
        encode(values, narrow: false, into: &out)
    }

    /// Writes integers; `narrow` ones are of 32 bits, and their differences wrap around there.
    static func encode(_ values: Span<Int64>, narrow: Bool, into out: inout ByteWriter) {
        out.appendVarint(UInt64(blockSize))
        out.appendVarint(UInt64(blockSize / partSize))
        out.appendVarint(UInt64(values.count))
        out.appendZigzag(values.isEmpty ? 0 : values[0])
        var start = 1
        while start < values.count {
            let count = min(blockSize, values.count &- start)
            block(values.extracting(start &- 1..<start &+ count), narrow, &out)
            start &+= count
        }
    }

    /// Writes one block; the first of `values` is the last one before it.
    private static func block(_ values: Span<Int64>, _ narrow: Bool, _ out: inout ByteWriter) {
        var deltas: [128 of UInt64] = .init(repeating: 0)
        let count = values.count &- 1
        var least = Int64.max
        for index in 0..<count {
            var delta = values[index &+ 1] &- values[index]
            if narrow { delta = Int64(Int32(truncatingIfNeeded: delta)) }
            deltas[index] = UInt64(bitPattern: delta)
            least = min(least, delta)
        }
        out.appendZigzag(least)
        let base = UInt64(bitPattern: least)
        var widths: [4 of UInt8] = .init(repeating: 0)
        for part in 0..<4 {
            let end = min(count, (part &+ 1) &* partSize)
            var union: UInt64 = 0
            var index = part &* partSize
            while index < end {
                let excess = deltas[index] &- base
                deltas[index] = excess
                union |= excess
                index &+= 1
            }
            widths[part] = UInt8(truncatingIfNeeded: BitPacking.width(of: union))
        }
        for part in 0..<4 { out.append(widths[part]) }
        for part in 0..<4 where part &* partSize < count {
            let start = part &* partSize
            BitPacking.pack(
                deltas.span.extracting(start..<start &+ partSize), width: Int(widths[part]),
                into: &out)
        }
    }
}
