/// Decimals as plain text, exactly.
package enum DecimalText {
    /// The text of an unscaled value: `-12.50` for -1250 at scale 2.
    package static func text(unscaled: Int128, scale: Int) -> String {
        let magnitude = String(unscaled.magnitude)
        let sign = unscaled < 0 ? "-" : ""
        guard scale > 0 else { return sign + magnitude }
        let padding = String(repeating: "0", count: max(0, scale + 1 - magnitude.count))
        let digits = padding + magnitude
        return "\(sign)\(digits.dropLast(scale)).\(digits.suffix(scale))"
    }

    /// The unscaled value of a text at a scale; nil where the text is no decimal (an exponent is
    /// taken), would have to be rounded, or does not fit.
    package static func unscaled(text: String, scale: Int) -> Int128? {
        var bytes = Array(text.utf8)[...]
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative || bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
        var exponent = 0
        if let mark = bytes.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
            guard let value = Int(String(decoding: bytes[(mark + 1)...], as: UTF8.self)),
                abs(value) < 100
            else { return nil }
            exponent = value
            bytes = bytes[..<mark]
        }
        let parts = bytes.split(
            separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        var digits = Array(parts[0])
        if parts.count == 2 {
            digits += parts[1]
            exponent -= parts[1].count
        }
        guard let value = value(digits, shiftedBy: exponent + scale) else { return nil }
        return isNegative ? -value : value
    }

    private static func value(_ digits: [UInt8], shiftedBy shift: Int) -> Int128? {
        var digits = digits
        guard !digits.isEmpty, digits.count <= 100, shift < 100 else { return nil }
        if shift < 0 {
            guard digits.count > -shift || digits.allSatisfy({ $0 == UInt8(ascii: "0") }) else {
                return nil
            }
            let cut = digits.suffix(-shift)
            guard cut.allSatisfy({ $0 == UInt8(ascii: "0") }) else { return nil }
            digits.removeLast(cut.count)
        } else {
            digits += Array(repeating: UInt8(ascii: "0"), count: shift)
        }
        var value: Int128 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            let (product, overflowed) = value.multipliedReportingOverflow(by: 10)
            let (sum, carried) = product.addingReportingOverflow(
                Int128(digit - UInt8(ascii: "0")))
            if overflowed || carried { return nil }
            value = sum
        }
        return value
    }
}
