/// Whole numbers as text.
package enum IntegerText {
    /// Reads decimal digits, `_` between them allowed, with an optional minus.
    package static func parse(_ text: String) -> Int? {
        let isNegative = text.utf8.first == UInt8(ascii: "-")
        guard let magnitude = digits(isNegative ? text.dropFirst() : text[...]) else { return nil }
        return Int(exactly: isNegative ? -magnitude : magnitude)
    }

    /// Reads digits as a number that fits 64 bits.
    static func digits(_ text: Substring) -> Int128? {
        var value: Int128 = 0
        var isAfterDigit = false
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "_") where isAfterDigit: isAfterDigit = false
            case 0x30...0x39:
                value = value * 10 + Int128(byte - 0x30)
                guard value <= Int128(Int64.max) + 1 else { return nil }
                isAfterDigit = true
            default: return nil
            }
        }
        return isAfterDigit ? value : nil
    }
}
