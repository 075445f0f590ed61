/// Writes digits as bytes.
enum DecimalDigits {
    /// Appends a number's digits, with zeros before them up to a width.
    static func append(_ value: UInt64, width: Int = 1, to bytes: inout [UInt8]) {
        let start = bytes.count
        var rest = value
        while rest > 0 || bytes.count - start < width {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        }
        bytes[start...].reverse()
    }

    /// The same for a number that may be wider.
    static func append(_ value: UInt128, width: Int = 1, to bytes: inout [UInt8]) {
        guard value > UInt64.max else {
            append(UInt64(value), width: width, to: &bytes)
            return
        }
        let chunk: UInt128 = 1_000_000_000_000_000_000
        append(value / chunk, width: max(1, width - 18), to: &bytes)
        append(UInt64(value % chunk), width: 18, to: &bytes)
    }
}
