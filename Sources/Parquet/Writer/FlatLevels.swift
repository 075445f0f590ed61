import Bytes
import Columnar

/// Definition levels of a column that lies in the row itself: one bit a row.
enum FlatLevels {
    /// Writes the levels of rows and returns their size.
    static func write(
        _ validity: Bitmap?, rows: Range<Int>, presentCount: Int, hasLength: Bool,
        into out: inout ByteWriter
    ) -> Int {
        let start = LevelSizes.begin(hasLength, &out)
        if presentCount == rows.count {
            HybridEncoder.run(1, count: rows.count, 1, &out)
        } else if presentCount == 0 {
            HybridEncoder.run(0, count: rows.count, 1, &out)
        } else if let validity {
            pack(validity, rows, &out)
        }
        return LevelSizes.end(start, hasLength, &out)
    }

    /// The bitmap's bits are the levels, packed.
    private static func pack(_ validity: Bitmap, _ rows: Range<Int>, _ out: inout ByteWriter) {
        let groups = (rows.count + 7) / 8
        out.appendVarint(UInt64(groups) << 1 | 1)
        out.reserve(groups + 8)
        var index = rows.lowerBound
        while rows.upperBound - index >= 64 {
            out.appendLE(validity.word(at: index))
            index += 64
        }
        let rest = rows.upperBound - index
        guard rest > 0 else { return }
        var word = validity.word(at: index) & ~(~0 << UInt64(rest))
        for _ in 0..<(rest + 7) / 8 {
            out.append(UInt8(truncatingIfNeeded: word))
            word >>= 8
        }
    }
}
