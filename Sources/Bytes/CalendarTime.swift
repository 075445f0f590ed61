/// A date of the Gregorian calendar, carried back before its start, and a time of day.
public struct CalendarTime: Sendable, Equatable {
    /// The year; 0 is the year before 1.
    public var year: Int64
    /// The month, from 1.
    public var month: Int64
    /// The day of the month, from 1.
    public var day: Int64
    /// The second of the day, from 0 to 86,399.
    public var secondOfDay: Int64

    /// Makes a time; nil for a date that does not exist, or a second outside the day.
    public init?(year: Int64, month: Int64, day: Int64, secondOfDay: Int64 = 0) {
        guard -9_999...9_999 ~= year, 1...12 ~= month,
            1...CalendarTime.daysInMonth(month, of: year) ~= day, 0..<86_400 ~= secondOfDay
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
        self.secondOfDay = secondOfDay
    }

    /// The date and time of day that many seconds after 1970-01-01T00:00:00.
    public init(seconds: Int64) {
        let (days, rest) = seconds.flooredDivision(by: 86_400)
        // Years begin in March here, so that the leap day is the last one.
        let (era, dayOfEra) = (days + 719_468).flooredDivision(by: 146_097)
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        month = shifted < 10 ? shifted + 3 : shifted - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        day = dayOfYear - (153 * shifted + 2) / 5 + 1
        secondOfDay = rest
    }

    /// The seconds since 1970-01-01T00:00:00, every day counted as 86,400.
    public var seconds: Int64 {
        CalendarTime.days(year, month, day) * 86_400 + secondOfDay
    }

    /// The days from 1970-01-01 to a date.
    public static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = shifted.flooredDivision(by: 400)
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// How many days a month has.
    public static func daysInMonth(_ month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: isLeap(year) ? 29 : 28
        default: 31
        }
    }

    /// Whether a year has 366 days.
    public static func isLeap(_ year: Int64) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }
}

extension Int64 {
    /// The quotient rounded down, and what is left: from 0 up to, not including, the divisor.
    @inlinable
    @inline(__always)
    public func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        precondition(divisor > 0, "the divisor is positive")
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
