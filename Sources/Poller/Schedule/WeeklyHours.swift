internal import Bytes

/// Hours that are the same every week, by the clocks of a zone.
package struct WeeklyHours: Sendable {
    /// The second of the day from which it is open.
    private let open: Int64
    /// The second from which it is closed, counted from the day on which it opened.
    private let close: Int64
    /// The days of the week on which it opens; 0 is Sunday; never empty.
    private let weekdays: Set<Int64>
    private let zone: TimeZoneRules

    /// Makes hours.
    ///
    /// - Parameters:
    ///   - open: the second of the day at which it opens, from 0 to 86,400.
    ///   - close: the second at which it closes; of the next day where it is not behind `open`.
    ///   - weekdays: the days of the week on which it opens; 0 is Sunday. None stands for all.
    package init(open: Int64, close: Int64, weekdays: Set<Int64>, zone: TimeZoneRules) {
        self.open = open
        self.close = close > open ? close : close + 86_400
        self.weekdays = weekdays.isEmpty ? Set(0...6) : weekdays
        self.zone = zone
    }

    /// The day of a zone's clocks at a time, counted from 1970-01-01.
    static func day(of time: Int64, in zone: TimeZoneRules) -> Int64 {
        let second = time.flooredDivision(by: 1_000_000_000).quotient
        return (second + zone.offset(atUTC: second)).flooredDivision(by: 86_400).quotient
    }

    /// The first period that is not over at a time.
    func period(openBehind time: Int64) -> TimeSlice {
        // Hours that end after midnight began the day before.
        var day = Self.day(of: time, in: zone) - 2
        repeat { day += 1 } while !isOpen(day) || period(day).end <= time && day < Self.lastDay
        return period(day)
    }

    /// The last period that is over at a time.
    func period(closedBy time: Int64) -> TimeSlice {
        var day = Self.day(of: time, in: zone) + 1
        repeat { day -= 1 } while !isOpen(day) || period(day).end > time && day > -Self.lastDay
        return period(day)
    }

    /// Beyond what nanoseconds of 64 bits can say.
    private static let lastDay: Int64 = 107_000

    private func isOpen(_ day: Int64) -> Bool {
        // 1970-01-01 was a Thursday.
        weekdays.contains((day + 4).flooredDivision(by: 7).remainder)
    }

    private func period(_ day: Int64) -> TimeSlice { zone.slice(day, from: open, to: close) }
}
