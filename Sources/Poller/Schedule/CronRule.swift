internal import Bytes

/// Points in time by five fields, as cron has them: minute, hour, day of the month, month, day of
/// the week (0 and 7 are Sunday).
///
/// A field is `*`, numbers, ranges `1-5` and steps `*/15` or `9-17/2`, with commas between. Where
/// both days are given either counts. Local times that clocks skip come when they go on; those that
/// clocks show twice come the first time.
package struct CronRule: Sendable, Equatable {
    /// The fields as they were given.
    package let text: String
    private let minutes: Set<Int64>
    private let hours: Set<Int64>
    private let days: Set<Int64>
    private let months: Set<Int64>
    private let weekdays: Set<Int64>
    /// Whether a day counts when either of its fields says so.
    private let isEitherDay: Bool

    /// How far ahead the next point is looked for: a leap day comes within eight years.
    private static let daysMax: Int64 = 366 * 9

    /// Reads five fields.
    ///
    /// - Throws: which field is wrong, and what it may hold; also where no date matches.
    package init(_ text: String) throws(PollProblem) {
        let fields = text.split(separator: " ")
        guard fields.count == 5 else {
            throw PollProblem(
                "five fields were expected: minute hour day month weekday, as in */5 9-16 * * 1-5")
        }
        self.text = text
        minutes = try Self.values(fields[0], "minute", 0...59)
        hours = try Self.values(fields[1], "hour", 0...23)
        days = try Self.values(fields[2], "day of the month", 1...31)
        months = try Self.values(fields[3], "month", 1...12)
        let numbers = try Self.values(fields[4], "day of the week", 0...7)
        weekdays = Set(numbers.map { $0 % 7 })
        isEitherDay = fields[2] != "*" && fields[4] != "*"
        guard next(after: 0, in: .utc) != nil else {
            throw PollProblem("no date of any year matches: look at the day and the month")
        }
    }

    /// The first point behind a time, in nanoseconds since the epoch; nil when there is none.
    package func next(after time: Int64, in zone: TimeZoneRules) -> Int64? {
        let second = time.flooredDivision(by: 1_000_000_000).quotient
        let local = second + zone.offset(atUTC: second)
        let first = local.flooredDivision(by: 86_400).quotient
        // A day earlier, where a change of clocks has moved the date.
        for day in first - 1...first + Self.daysMax where matches(day: day) {
            let points = hours.flatMap { hour in
                minutes.map { zone.utc(fromLocal: day * 86_400 + hour * 3600 + $0 * 60) }
            }
            if let found = points.filter({ $0 > second }).min() {
                return found.multipliedSaturated(1_000_000_000)
            }
        }
        return nil
    }

    private func matches(day: Int64) -> Bool {
        let date = CalendarTime(seconds: day * 86_400)
        guard months.contains(date.month) else { return false }
        // 1970-01-01 was a Thursday.
        let weekday = (day + 4).flooredDivision(by: 7).remainder
        let isDay = days.contains(date.day)
        let isWeekday = weekdays.contains(weekday)
        return isEitherDay ? isDay || isWeekday : isDay && isWeekday
    }

    private static func values(
        _ field: Substring, _ name: String, _ range: ClosedRange<Int64>
    ) throws(PollProblem) -> Set<Int64> {
        var values: Set<Int64> = []
        for part in field.split(separator: ",", omittingEmptySubsequences: false) {
            let pieces = part.split(separator: "/", omittingEmptySubsequences: false)
            guard let bounds = pieces.first.flatMap({ Self.bounds($0, range) }),
                pieces.count <= 2,
                let step = pieces.count == 2 ? Int64(pieces[1]) : 1, step > 0
            else {
                throw PollProblem(
                    "the \(name) is `\(field.prefix(40))`. expected *, numbers from"
                        + " \(range.lowerBound) to \(range.upperBound), ranges and steps")
            }
            // `9/2` goes on to the end of the field.
            let isOpen = pieces.count == 2 && !pieces[0].contains("-")
            let end = isOpen ? range.upperBound : bounds.upperBound
            values.formUnion(stride(from: bounds.lowerBound, through: end, by: Int(step)))
        }
        return values
    }

    private static func bounds(
        _ text: Substring, _ range: ClosedRange<Int64>
    ) -> ClosedRange<Int64>? {
        if text == "*" { return range }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int64($0) }
        guard let low = ends.first ?? nil, let high = ends.last ?? nil, ends.count <= 2,
            low <= high, range.contains(low), range.contains(high)
        else { return nil }
        return low...high
    }
}
