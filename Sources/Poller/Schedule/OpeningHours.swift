internal import Bytes

/// When a market is open, by the clocks of its zone: polls outside are put off to the next opening.
package struct OpeningHours: Sendable {
    /// The second of the day from which it is open.
    package var open: Int64
    /// The second of the day from which it is closed.
    package var close: Int64
    /// The days of the week on which it opens; 0 is Sunday.
    package var weekdays: Set<Int64>
    /// Whose clocks count.
    package var zone: TimeZoneRules

    /// Makes hours.
    package init(open: Int64, close: Int64, weekdays: Set<Int64>, zone: TimeZoneRules) {
        self.open = open
        self.close = close
        self.weekdays = weekdays
        self.zone = zone
    }

    /// The first time from a time on at which it is open; the time itself while it is.
    ///
    /// Times are nanoseconds since the epoch.
    package func first(from time: Int64) -> Int64 {
        let second = time.flooredDivision(by: 1_000_000_000).quotient
        let day = (second + zone.offset(atUTC: second)).flooredDivision(by: 86_400).quotient
        // Hours that end after midnight began the day before.
        for day in day - 1...day + 8 {
            guard weekdays.contains((day + 4).flooredDivision(by: 7).remainder) else { continue }
            let length = close > open ? close : close + 86_400
            let start = zone.utc(fromLocal: day * 86_400 + open)
            let end = zone.utc(fromLocal: day * 86_400 + length)
            guard second < end else { continue }
            return second >= start ? time : start.multipliedSaturated(1_000_000_000)
        }
        return time
    }
}
