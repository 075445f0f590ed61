/// Dates and times as a Delta log spells them: proleptic Gregorian, UTC.
package enum CivilTime {
    static let microsecondsPerDay: Int64 = 86_400_000_000

    /// Splits a number of days since 1970 into year, month, day.
    static func date(ofDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        // Howard Hinnant's civil_from_days: eras of 400 years that begin on 1 March.
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
            dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        )
    }

    /// The number of days since 1970 of a date.
    static func day(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// `2026-11-22`.
    package static func text(day: Int64) -> String {
        let (year, month, day) = date(ofDay: day)
        let digits = year < 0 ? "-" + padded(-year, 4) : padded(year, 4)
        return "\(digits)-\(padded(month, 2))-\(padded(day, 2))"
    }

    /// `2026-11-22T09:30:00.123456`, all six digits of the second.
    package static func text(microseconds: Int64, separator: Character = "T") -> String {
        let (day, inDay) = divide(microseconds, by: microsecondsPerDay)
        let seconds = inDay / 1_000_000
        let clock = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { padded($0, 2) }
        let fraction = padded(inDay % 1_000_000, 6)
        return "\(text(day: day))\(separator)\(clock.joined(separator: ":")).\(fraction)"
    }

    /// The day of a text like `2026-11-22`; nil for anything else.
    package static func day(text: some StringProtocol) -> Int64? {
        var bytes = Array(text.utf8)
        let isNegative = bytes.first == UInt8(ascii: "-")
        // A plus comes before years of more than four digits.
        if isNegative || bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
        let parts = bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count == 3, (4...6).contains(parts[0].count), parts[1].count == 2,
            parts[2].count == 2, let year = number(parts[0]), let month = number(parts[1]),
            let day = number(parts[2]), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        return CivilTime.day(year: isNegative ? -year : year, month: month, day: day)
    }

    /// The microseconds of a text like `2026-11-22T09:30:00.123456Z`; nil for anything else.
    ///
    /// A space for the T, fewer digits of the second, an offset like `+05:30` and no zone at all
    /// are taken as well, and a date alone is its midnight.
    package static func microseconds(text: some StringProtocol) -> Int64? {
        var rest = Array(text.utf8)[...]
        let cut = rest.firstIndex { $0 == UInt8(ascii: "T") || $0 == UInt8(ascii: " ") }
        let date = String(decoding: rest[..<(cut ?? rest.endIndex)], as: UTF8.self)
        guard let day = day(text: date) else { return nil }
        let (midnight, isBeyond) = day.multipliedReportingOverflow(by: microsecondsPerDay)
        if isBeyond { return nil }
        guard let cut else { return midnight }
        rest = rest[(cut + 1)...]
        guard let offset = takeOffset(from: &rest), let inDay = timeOfDay(rest) else { return nil }
        let (time, overflowed) = midnight.addingReportingOverflow(inDay - offset)
        return overflowed ? nil : time
    }

    /// Removes `Z` or an offset from the end of a time; gives its microseconds, none for neither.
    private static func takeOffset(from bytes: inout ArraySlice<UInt8>) -> Int64? {
        if bytes.last == UInt8(ascii: "Z") {
            bytes.removeLast()
            return 0
        }
        let signs = [UInt8(ascii: "+"), UInt8(ascii: "-")]
        guard let sign = bytes.firstIndex(where: signs.contains) else { return 0 }
        let parts = bytes[(sign + 1)...].split(
            separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.count == 2 }), let hours = number(parts[0]),
            let minutes = number(parts[1]), hours <= 18, minutes < 60
        else { return nil }
        let offset = (hours * 60 + minutes) * 60_000_000
        defer { bytes = bytes[..<sign] }
        return bytes[sign] == UInt8(ascii: "-") ? -offset : offset
    }

    /// Division that rounds down, and what is left.
    static func divide(_ value: Int64, by divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    private static func timeOfDay(_ bytes: ArraySlice<UInt8>) -> Int64? {
        let halves = bytes.split(
            separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let clock = halves.first else { return nil }
        let parts = clock.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ $0.count == 2 }), let hour = number(parts[0]),
            let minute = number(parts[1]), let second = number(parts[2]), hour < 24, minute < 60,
            second < 60
        else { return nil }
        var fraction: Int64 = 0
        if halves.count == 2 {
            // Digits beyond microseconds are cut off.
            let digits = halves[1].prefix(6)
            guard !digits.isEmpty, halves[1].count <= 9, let value = number(halves[1].prefix(6))
            else { return nil }
            fraction = (digits.count..<6).reduce(value) { value, _ in value * 10 }
        }
        return ((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        var value: Int64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            value = value * 10 + Int64(digit - UInt8(ascii: "0"))
        }
        return digits.isEmpty ? nil : value
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
