import Bytes

/// 64-bit integers from the text of a JSON number.
enum IntegerText {
    private static let exact = DecimalText(precision: 19, scale: 0)

    /// Converts a number whose grammar was checked and whose value, not whose spelling, has to be
    /// an integer.
    @inline(__always)
    static func value(_ bytes: RawSpan, from start: Int, to end: Int) -> Conversion<Int64> {
        if end &- start <= 18, let value = digits(bytes, from: start, to: end) {
            return .value(value)
        }
        return valueOfAnyForm(bytes, from: start, to: end)
    }

    @inline(never)
    private static func valueOfAnyForm(_ bytes: RawSpan, from start: Int, to end: Int)
        -> Conversion<Int64>
    {
        switch exact.wide(bytes, from: start, to: end) {
        case .value(let value): Int64(exactly: value).map { .value($0) } ?? .outOfRange
        case .malformed: .malformed
        case .lossy: .lossy
        case .outOfRange: .outOfRange
        }
    }

    /// The value of at most 18 bytes of digits with a sign or none; nil for any other byte.
    @inline(__always)
    private static func digits(_ bytes: RawSpan, from start: Int, to end: Int) -> Int64? {
        let isNegative = bytes.byte(at: start) == UInt8(ascii: "-")
        var magnitude: Int64 = 0
        var at = isNegative ? start &+ 1 : start
        while at < end {
            let digit = bytes.byte(at: at) &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            magnitude = magnitude &* 10 &+ Int64(digit)
            at &+= 1
        }
        return isNegative ? 0 &- magnitude : magnitude
    }
}
