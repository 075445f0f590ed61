/// Sizes as text: `512B`, `128MB` (a thousand thousand), `1GiB` (1024 to the third).
package enum SizeText {
    /// Units with their bytes, largest first.
    private static let units: [(name: String, bytes: Int)] = [
        ("TiB", 1 << 40), ("TB", 1_000_000_000_000), ("GiB", 1 << 30), ("GB", 1_000_000_000),
        ("MiB", 1 << 20), ("MB", 1_000_000), ("KiB", 1 << 10), ("kB", 1000), ("B", 1),
    ]

    /// Reads a size in bytes; nil when it is none or does not fit.
    package static func parse(_ text: String) -> Int? {
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == "_") }
        var name = String(text[number.endIndex...])
        if name == "KB" { name = "kB" }
        guard let unit = units.first(where: { $0.name == name }),
            let count = IntegerText.digits(number)
        else { return nil }
        return Int(exactly: count * Int128(unit.bytes))
    }

    /// Writes a size in the unit with the smallest number that says it exactly.
    package static func render(_ bytes: Int) -> String {
        guard bytes != 0 else { return "0B" }
        let unit = units.first { bytes.isMultiple(of: $0.bytes) }
        return unit.map { "\(bytes / $0.bytes)\($0.name)" } ?? "\(bytes)B"
    }
}
