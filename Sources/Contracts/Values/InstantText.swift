/// Points in time as RFC 3339 text, in nanoseconds since the epoch.
package enum InstantText {
    /// Reads `2026-01-05T14:30:00.5Z`, or with an offset; nil when it is none or does not fit.
    package static func parse(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, matches(bytes, "dddd-dd-ddTdd:dd:dd") else { return nil }
        let year = number(bytes[0..<4])
        let month = number(bytes[5..<7])
        let day = number(bytes[8..<10])
        let hour = number(bytes[11..<13])
        let minute = number(bytes[14..<16])
        let second = number(bytes[17..<19])
        guard (1...12).contains(month), (1...daysIn(month, of: year)).contains(day), hour < 24,
            minute < 60, second < 60
        else { return nil }
        var rest = bytes[19...]
        var nanoseconds: Int128 = 0
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
            guard (1...9).contains(digits.count) else { return nil }
            nanoseconds = Int128(number(digits))
            for _ in digits.count..<9 { nanoseconds *= 10 }
            rest = rest[digits.endIndex...]
        }
        guard let offset = offsetSeconds(Array(rest)) else { return nil }
        let days = daysFromEpoch(year: year, month: month, day: day)
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
        return Int64(exactly: Int128(seconds) * 1_000_000_000 + nanoseconds)
    }

    /// Writes a point in time in UTC, with as many digits as it needs.
    package static func render(_ nanoseconds: Int64) -> String {
        let (days, inDay) = floored(nanoseconds, by: 86_400_000_000_000)
        let (seconds, fraction) = floored(inDay, by: 1_000_000_000)
        let date = civil(fromDays: Int(days))
        var text = "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))T"
        text += "\(padded(Int(seconds) / 3600, 2)):\(padded(Int(seconds) / 60 % 60, 2))"
        text += ":\(padded(Int(seconds) % 60, 2))"
        guard fraction > 0 else { return text + "Z" }
        var digits = padded(Int(fraction), 9)[...]
        while digits.last == "0" { digits.removeLast() }
        return "\(text).\(digits)Z"
    }

    private static func offsetSeconds(_ bytes: [UInt8]) -> Int? {
        if bytes == [UInt8(ascii: "Z")] || bytes == [UInt8(ascii: "z")] { return 0 }
        guard matches(bytes, "sdd:dd"), bytes.count == 6 else { return nil }
        let hours = number(bytes[1..<3])
        let minutes = number(bytes[4..<6])
        guard hours < 24, minutes < 60 else { return nil }
        return (hours * 3600 + minutes * 60) * (bytes[0] == UInt8(ascii: "-") ? -1 : 1)
    }

    /// Whether bytes begin with a form: `d` a digit, `s` a sign, `T` in either case.
    private static func matches(_ bytes: [UInt8], _ form: String) -> Bool {
        guard bytes.count >= form.utf8.count else { return false }
        return zip(bytes, form.utf8).allSatisfy { byte, expected in
            switch expected {
            case UInt8(ascii: "d"): (0x30...0x39).contains(byte)
            case UInt8(ascii: "s"): byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
            case UInt8(ascii: "T"): byte == UInt8(ascii: "T") || byte == UInt8(ascii: "t")
            default: byte == expected
            }
        }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int {
        digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private static func daysIn(_ month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970-01-01 in the Gregorian calendar, by eras of 400 years from 1 March.
    private static func daysFromEpoch(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = floored(shifted, by: 400)
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
            - 719_468
    }

    private static func civil(fromDays days: Int) -> (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = floored(days + 719_468, by: 146_097)
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    private static func floored<T: FixedWidthInteger>(_ value: T, by divisor: T) -> (T, T) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
