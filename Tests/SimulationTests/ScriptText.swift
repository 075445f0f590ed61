/// Numbers and times as a producer writes them, in January 2026.
enum ScriptText {
    static let second: Int64 = 1_000_000_000
    static let day: Int64 = 86_400 * second
    /// 2026-01-05T00:00:00Z.
    static let monday: Int64 = 1_767_571_200 * second
    /// When scripts begin: on Monday at 14:30.
    static let start = monday + 52_200 * second

    /// An unscaled number as text, without zeros at the end of its fraction.
    static func decimal(_ value: Int64, _ scale: Int) -> String {
        let digits = String(value.magnitude)
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
        let text = trimmed("\(padded.dropLast(scale)).\(padded.suffix(scale))")
        return (value < 0 ? "-" : "") + text
    }

    /// A time by RFC 3339.
    static func time(_ time: Int64) -> String {
        let inMonth = time - (monday - 4 * day)
        let date = 1 + inMonth / day
        let inDay = inMonth % day
        let seconds = inDay / second
        let fraction = trimmed(".\(padded(inDay % second, 9))")
        return "2026-01-\(padded(date, 2))T\(padded(seconds / 3_600, 2)):"
            + "\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))\(fraction)Z"
    }

    /// A member of a JSON object with a comma before it; nothing for a value that is not there.
    static func member(_ name: String, _ text: String?) -> String {
        text.map { ",\"\(name)\":\"\($0)\"" } ?? ""
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: width - digits.count) + digits
    }

    private static func trimmed(_ fraction: String) -> String {
        var text = fraction
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }
}
