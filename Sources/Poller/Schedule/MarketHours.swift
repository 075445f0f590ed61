internal import Bytes

/// When something is open: periods of time in order, apart or touching each other.
///
/// Polls outside are put off to the next period, and slices do not span two of them.
package struct MarketHours: Sendable {
    private enum Rule {
        case days(TimeZoneRules)
        case weekly(WeeklyHours)
        case listed(MarketCalendar, [TimeSlice])
    }

    private let rule: Rule

    /// The days of a zone, one behind the other.
    package static func days(in zone: TimeZoneRules) -> MarketHours {
        MarketHours(rule: .days(zone))
    }

    /// The same hours every week.
    package static func weekly(_ hours: WeeklyHours) -> MarketHours {
        MarketHours(rule: .weekly(hours))
    }

    /// Sessions of a market's calendar.
    package static func sessions(
        _ sessions: Set<MarketCalendar.Session>, of calendar: MarketCalendar
    ) -> MarketHours {
        MarketHours(rule: .listed(calendar, calendar.periods(of: sessions)))
    }

    /// The first period that is not over at a time; nil when it begins at a limit or later.
    ///
    /// Times are nanoseconds since the epoch.
    ///
    /// - Throws: where a calendar does not know the dates that were asked about.
    package func period(
        openBehind time: Int64, before limit: Int64
    ) throws(PollProblem) -> TimeSlice? {
        let found: TimeSlice
        switch rule {
        case .days(let zone): found = zone.day(WeeklyHours.day(of: time, in: zone))
        case .weekly(let hours): found = hours.period(openBehind: time)
        case .listed(let calendar, let periods):
            let index = periods.firstIndex { $0.end > time }
            if index == nil, time < limit, limit <= calendar.known.end, calendar.knows(time) {
                return nil
            }
            guard let index, calendar.knows(time) else { throw calendar.unknown(time) }
            found = periods[index]
        }
        return found.start < limit ? found : nil
    }

    /// The last period that is over at a time; nil where there is none.
    package func period(closedBy time: Int64) -> TimeSlice? {
        switch rule {
        case .days(let zone): zone.day(WeeklyHours.day(of: time, in: zone) - 1)
        case .weekly(let hours): hours.period(closedBy: time)
        case .listed(_, let periods):
            periods.firstIndex { $0.end > time }.map { $0 == 0 ? nil : periods[$0 - 1] }
                ?? periods.last
        }
    }
}

extension [TimeSlice] {
    /// The first of rising elements for which a test holds that holds for all behind it.
    private func firstIndex(where isBehind: (TimeSlice) -> Bool) -> Int? {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low < count ? low : nil
    }
}

extension TimeZoneRules {
    /// A day of the zone's clocks, counted from 1970-01-01.
    func day(_ day: Int64) -> TimeSlice { slice(day, from: 0, to: 86_400) }

    /// From a second of a day to another, which may be one of the next day.
    func slice(_ day: Int64, from open: Int64, to close: Int64) -> TimeSlice {
        let midnight = day * 86_400
        return TimeSlice(
            start: utc(fromLocal: midnight + open).multipliedSaturated(1_000_000_000),
            end: utc(fromLocal: midnight + close).multipliedSaturated(1_000_000_000))
    }
}
