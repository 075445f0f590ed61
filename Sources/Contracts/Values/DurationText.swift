/// Durations as text: `100ms`, `10s`, `1m`, `1h`, `1d`.
package enum DurationText {
    /// Units with their nanoseconds, largest first.
    private static let units: [(name: String, nanoseconds: Int64)] = [
        ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000),
        ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000), ("ns", 1),
    ]

    /// Reads a duration in nanoseconds; nil when it is none or does not fit.
    package static func parse(_ text: String) -> Int64? {
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == "_") }
        guard let unit = units.first(where: { $0.name == text[number.endIndex...] }),
            let count = IntegerText.digits(number)
        else { return nil }
        return Int64(exactly: count * Int128(unit.nanoseconds))
    }

    /// Writes a duration in the largest unit that says it exactly.
    package static func render(_ nanoseconds: Int64) -> String {
        guard nanoseconds != 0 else { return "0s" }
        let unit = units.first { nanoseconds.isMultiple(of: $0.nanoseconds) }
        return unit.map { "\(nanoseconds / $0.nanoseconds)\($0.name)" } ?? "\(nanoseconds)ns"
    }
}
