import Bytes

/// The changes of clocks that come back every year, as the end of a zone's file describes them.
struct YearlyRule: Sendable, Equatable {
    /// The offset of standard time, in seconds to add to UTC.
    let standard: Int64
    /// Summer time; nil where there is none.
    let summer: Summer?

    /// When summer time holds, and its offset.
    struct Summer: Sendable, Equatable {
        let offset: Int64
        let start: YearlyDay
        let end: YearlyDay
    }

    /// The offset at a time in UTC, and when it ends.
    func segment(at seconds: Int64) -> (offset: Int64, end: Int64) {
        // Beyond a calendar of 9999 years nothing is told.
        let limit: Int64 = 300_000_000_000
        guard let summer, -limit..<limit ~= seconds else { return (standard, Int64.max) }
        let year = CalendarTime(seconds: seconds + standard).year
        var offset = standard
        var end = Int64.max
        for change in changes(around: year, summer) {
            guard change.at <= seconds else {
                end = change.at
                break
            }
            offset = change.offset
        }
        return (offset, end)
    }

    /// The changes of a year and its neighbours, in order.
    ///
    /// Where summer time ends at the moment at which it begins, it goes on.
    private func changes(around year: Int64, _ summer: Summer) -> [(at: Int64, offset: Int64)] {
        var changes: [(at: Int64, offset: Int64)] = []
        for year in year - 1...year + 1 {
            changes.append((summer.end.seconds(in: year) - summer.offset, standard))
            changes.append((summer.start.seconds(in: year) - standard, summer.offset))
        }
        return changes.sorted {
            $0.at != $1.at ? $0.at < $1.at : $0.offset == standard && $1.offset != standard
        }
    }
}

/// A moment of every year, in local time.
struct YearlyDay: Sendable, Equatable {
    /// How the day is told.
    enum Day: Sendable, Equatable {
        /// A day of the year from 1 to 365; 29 February is never counted.
        case julian(Int64)
        /// A day of the year from 0 to 365; 29 February is counted.
        case ordinal(Int64)
        /// The week (1 to 5, the last) of a month whose day of the week (0 is Sunday) it is.
        case weekday(month: Int64, week: Int64, day: Int64)
    }

    let day: Day
    /// Seconds after local midnight; may be negative or more than a day.
    let time: Int64

    /// The moment in a year as local seconds since the epoch.
    func seconds(in year: Int64) -> Int64 { date(in: year) * 86_400 + time }

    private func date(in year: Int64) -> Int64 {
        let newYear = CalendarTime.days(year, 1, 1)
        switch day {
        case .ordinal(let day): return newYear + day
        case .julian(let day):
            return newYear + day - 1 + (CalendarTime.isLeap(year) && day > 59 ? 1 : 0)
        case .weekday(let month, let week, let weekday):
            let first = CalendarTime.days(year, month, 1)
            // 1970-01-01 was a Thursday.
            let weekdayOfFirst = (first + 4).flooredDivision(by: 7).remainder
            var day = (weekday - weekdayOfFirst + 7) % 7 + (week - 1) * 7
            if day >= CalendarTime.daysInMonth(month, of: year) { day -= 7 }
            return first + day
        }
    }
}
