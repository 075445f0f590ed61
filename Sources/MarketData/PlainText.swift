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
        let (seconds, fraction) = nanoseconds.flooredDivision(by: 1_000_000_000)
        let time = CalendarTime(seconds: seconds)
        let second = time.secondOfDay
        var text = "\(padded(time.year, 4))-\(padded(time.month, 2))-\(padded(time.day, 2))"
        text += "T\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2))"
        text += ":\(padded(second % 60, 2))"
        if fraction > 0 {
            var digits = padded(fraction, 9)
            while digits.last == "0" { digits.removeLast() }
            text += ".\(digits)"
        }
        return text + "Z"
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
