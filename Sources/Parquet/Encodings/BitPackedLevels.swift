import Bytes

/// Reads levels as the first writers packed them: without runs, each byte from its upper bit on.
///
/// The format has given this up, and asks readers to know it all the same.
enum BitPackedLevels {
    /// Appends `count` levels of `width` bits; the caller has checked that `bytes` holds them.
    static func decode(
        _ bytes: RawSpan, width: Int, count: Int, into levels: inout [UInt8]
    ) {
        for index in 0..<count {
            var level: UInt8 = 0
            for bit in index * width..<(index + 1) * width {
                level = level << 1 | (bytes.byte(at: bit >> 3) >> UInt8(7 - bit & 7)) & 1
            }
            levels.append(level)
        }
    }
}
