import Bytes

/// Reads decimals of a fixed number of bytes, two's complement, the highest byte first.
enum BigEndianIntegers {
    /// Those of up to eight bytes.
    static func narrow(_ bytes: RawSpan, length: Int) -> [Int64] {
        let count = bytes.byteCount / length
        let unused = UInt64(8 &* (8 &- length))
        var values = [Int64](repeating: 0, count: count)
        var target = values.mutableSpan
        for index in 0..<count {
            let start = index &* length
            var word: UInt64 = 0
            if start &+ 8 <= bytes.byteCount {
                word = bytes.integer(at: start, as: UInt64.self).byteSwapped
            } else {
                for byte in 0..<length {
                    word |= UInt64(bytes.byte(at: start &+ byte)) &<< UInt64(56 &- 8 &* byte)
                }
            }
            target[index] = Int64(bitPattern: word) &>> Int64(unused)
        }
        return values
    }

    /// Those of nine to 16 bytes.
    static func wide(_ bytes: RawSpan, length: Int) -> [Int128] {
        let count = bytes.byteCount / length
        let unused = Int64(8 &* (16 &- length))
        var values = [Int128](repeating: 0, count: count)
        var target = values.mutableSpan
        for index in 0..<count {
            let start = index &* length
            let high = Int64(bitPattern: bytes.integer(at: start, as: UInt64.self).byteSwapped)
            let low = bytes.integer(at: start &+ length &- 8, as: UInt64.self).byteSwapped
            target[index] = Int128(high &>> unused) << 64 | Int128(low)
        }
        return values
    }
}
