/// Numbers as people read them.
package enum Readable {
    /// With commas between groups of three digits: `612,345`.
    package static func count(_ value: some BinaryInteger) -> String {
        let digits = Array(String(value.magnitude))
        var text = value < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0 && (digits.count - index).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return text
    }

    /// So many per second: `612,345 rows/s`.
    package static func rate(
        _ value: some BinaryInteger, nanoseconds: Int64, unit: String = "rows"
    ) -> String {
        guard nanoseconds > 0 else { return "- \(unit)/s" }
        let perSecond = Double(value) * 1e9 / Double(nanoseconds)
        return "\(count(Int64(perSecond.rounded()))) \(unit)/s"
    }

    /// Bytes with a binary unit: `1.5 MiB`.
    package static func bytes(_ value: some BinaryInteger) -> String {
        let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]
        var amount = Double(value)
        var unit = 0
        while amount >= 1024 && unit < units.count - 1 {
            amount /= 1024
            unit += 1
        }
        return unit == 0 ? "\(value) B" : "\(fixed(amount, digits: 1)) \(units[unit])"
    }

    /// A time span in the unit that suits it: `850 us`, `12.3 ms`, `4.2 s`, `3 min 20 s`.
    package static func duration(nanoseconds: Int64) -> String {
        let seconds = Double(nanoseconds) / 1e9
        switch nanoseconds {
        case ..<1_000_000: return "\(nanoseconds / 1_000) us"
        case ..<1_000_000_000: return "\(fixed(seconds * 1e3, digits: 1)) ms"
        case ..<60_000_000_000: return "\(fixed(seconds, digits: 1)) s"
        default:
            let whole = nanoseconds / 1_000_000_000
            let hours = whole / 3600
            let minutes = whole / 60 % 60
            return hours > 0 ? "\(hours) h \(minutes) min" : "\(minutes) min \(whole % 60) s"
        }
    }

    /// A number with so many digits after the point, rounded half away from zero.
    package static func fixed(_ value: Double, digits: Int) -> String {
        guard value.isFinite else { return "\(value)" }
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        guard let scaled = Int64(exactly: (value * scale).rounded()) else { return "\(value)" }
        guard digits > 0 else { return "\(scaled)" }
        let text = String(scaled.magnitude)
        let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
        return (scaled < 0 ? "-" : "") + padded.dropLast(digits) + "." + padded.suffix(digits)
    }
}
