/// The time zone whose dates are the sessions' dates.
public struct SessionZone: Sendable {
    /// What is added to UTC, in seconds, at an instant in seconds since the epoch.
    private let offset: @Sendable (Int64) -> Int64

    /// Makes a zone of the offset that holds at each instant; offsets are less than 26 hours.
    public init(offsetSeconds: @escaping @Sendable (Int64) -> Int64) {
        offset = offsetSeconds
    }

    /// Coordinated universal time.
    public static let utc = SessionZone { _ in 0 }

    private static let secondsPerDay: Int64 = 86_400

    /// The session date, in days since 1970-01-01, of an instant in microseconds.
    func date(microseconds: Int64) -> Int32 {
        date(seconds: Calendar.floorDivide(microseconds, 1_000_000))
    }

    private func date(seconds: Int64) -> Int32 {
        Int32(clamping: Calendar.floorDivide(seconds + offset(seconds), Self.secondsPerDay))
    }

    /// The instant, in microseconds, at which a session date is over; it is not part of it.
    func end(of date: Int32) -> Int64 {
        let local = (Int64(date) + 1) * Self.secondsPerDay
        // The first second of a later date, within what offsets can move it.
        var low = local - 26 * 3600
        var high = local + 26 * 3600
        while low < high {
            let middle = low + (high - low) / 2
            if self.date(seconds: middle) > date { high = middle } else { low = middle + 1 }
        }
        return low * 1_000_000
    }

    /// The UTC dates, which are `bar_date` in `silver/bars`, that a session date has a part in.
    func utcDates(of date: Int32) -> ClosedRange<Int32> {
        let first = Calendar.day(end(of: date - 1), perDay: Calendar.microsecondsPerDay)
        let last = Calendar.day(end(of: date) - 1, perDay: Calendar.microsecondsPerDay)
        return first...max(first, last)
    }
}
