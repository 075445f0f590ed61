/// Decimals as text.
enum DecimalText {
    /// Reads `-12.34` exactly, times ten to the scale; nil when it is no number of this form, has
    /// more digits after the point, or more digits than the precision in all.
    static func parse(_ text: String, precision: Int, scale: Int) -> Int128? {
        let isNegative = text.utf8.first == UInt8(ascii: "-")
        let parts = (isNegative ? text.dropFirst() : text[...])
            .split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = (parts.count == 2 ? parts[1] : "").utf8
        guard let whole = parts.first?.utf8, !whole.isEmpty, parts.count == 1 || !fraction.isEmpty,
            whole.count <= 40, fraction.count <= scale
        else { return nil }
        let limit = power(precision)
        var value: Int128 = 0
        for byte in Array(whole) + Array(fraction) {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int128(byte - 0x30)
            guard value < limit else { return nil }
        }
        let (scaled, overflow) = value.multipliedReportingOverflow(
            by: power(scale - fraction.count))
        guard !overflow, scaled < limit else { return nil }
        return isNegative ? -scaled : scaled
    }

    private static func power(_ exponent: Int) -> Int128 {
        (0..<max(0, exponent)).reduce(1 as Int128) { value, _ in value * 10 }
    }
}
