import Bytes

extension RFC3339 {
    /// Writes a time in UTC, such as `2026-01-05T14:30:00.5Z`.
    ///
    /// - Parameter digits: How many digits the fraction has; nil for as many as it needs, and no
    ///   fraction where it is zero. Fewer digits than it needs cut it off.
    public static func text(_ nanoseconds: Int64, digits: Int? = nil) -> String {
        let (seconds, fraction) = nanoseconds.flooredDivision(by: 1_000_000_000)
        let time = CalendarTime(seconds: seconds)
        var text = "\(date(time))T\(timeOfDay(time))"
        var shown = padded(fraction, 9)[...]
        if let digits {
            shown = shown.prefix(digits)
        } else {
            while shown.last == "0" { shown.removeLast() }
        }
        if !shown.isEmpty { text += ".\(shown)" }
        return text + "Z"
    }

    private static func date(_ time: CalendarTime) -> String {
        "\(padded(time.year, 4))-\(padded(time.month, 2))-\(padded(time.day, 2))"
    }

    private static func timeOfDay(_ time: CalendarTime) -> String {
        let second = time.secondOfDay
        return "\(padded(second / 3_600, 2)):\(padded(second / 60 % 60, 2)):"
            + padded(second % 60, 2)
    }

    /// A number that is not negative, with zeros before it up to a width.
    package static func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
