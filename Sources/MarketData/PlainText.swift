import Bytes

/// Numbers and times as a reader of a detail or an error message expects them.
enum PlainText {
    /// A decimal of its unscaled value, without trailing zeros.
    static func decimal(_ unscaled: Int128, scale: Int) -> String {
        var digits = String(unscaled.magnitude)
        if scale > 0 {
            if digits.utf8.count <= scale {
                digits = String(repeating: "0", count: scale + 1 - digits.utf8.count) + digits
            }
            var fraction = digits.suffix(scale)
            let whole = digits.dropLast(scale)
            while fraction.last == "0" { fraction.removeLast() }
            digits = fraction.isEmpty ? String(whole) : "\(whole).\(fraction)"
        }
        return unscaled < 0 ? "-\(digits)" : digits
    }

    /// A duration of nanoseconds in seconds.
    static func seconds(_ nanoseconds: Int64) -> String {
        "\(decimal(Int128(nanoseconds), scale: 9)) s"
    }

    /// A time of nanoseconds since the epoch by RFC 3339, in UTC.
    static func time(_ nanoseconds: Int64) -> String {
        let day = Calendar.floorDivide(nanoseconds, Calendar.nanosecondsPerDay)
        // The day's start may lie before what 64 bits hold, the distance to it never does.
        let inDay = nanoseconds &- day &* Calendar.nanosecondsPerDay
        let second = inDay / 1_000_000_000
        let fraction = inDay % 1_000_000_000
        var text = "\(date(day))T\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2))"
        text += ":\(padded(second % 60, 2))"
        if fraction > 0 {
            var digits = padded(fraction, 9)
            while digits.last == "0" { digits.removeLast() }
            text += ".\(digits)"
        }
        return text + "Z"
    }

    /// A date of days since 1970-01-01, by the Gregorian calendar.
    static func date(_ day: Int64) -> String {
        // Howard Hinnant's `civil_from_days`: eras of 400 years that begin in March.
        let shifted = day + 719_468
        let era = Calendar.floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * month + 2) / 5 + 1
        let year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0)
        return "\(padded(year, 4))-\(padded(month >= 10 ? month - 9 : month + 3, 2))"
            + "-\(padded(dayOfMonth, 2))"
    }

    /// The first bytes of a text, cut between characters.
    static func excerpt(_ text: RawSpan, limit: Int = 64) -> String {
        if text.byteCount <= limit { return String(decoding: text.copy(), as: UTF8.self) }
        var end = limit
        while end > 0, text.byte(at: end) & 0xc0 == 0x80 { end -= 1 }
        return String(decoding: text.extracting(0..<end).copy(), as: UTF8.self) + "..."
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
