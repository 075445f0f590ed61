internal import Bytes

/// The sessions of a market, day by day, as a file has them.
package struct MarketCalendar: Sendable {
    /// A part of a market's day.
    package enum Session: String, CaseIterable, Sendable {
        /// Before the market opens.
        case pre
        /// While it is open; breaks divide it.
        case regular
        /// After it has closed.
        case post
    }

    /// What messages call it.
    let name: String
    /// From the first day that the file tells about to behind the last.
    let known: TimeSlice
    /// The sessions' periods, rising.
    private let periods: [(session: Session, period: TimeSlice)]

    init(name: String, known: TimeSlice, periods: [(session: Session, period: TimeSlice)]) {
        self.name = name
        self.known = known
        self.periods = periods
    }

    /// The periods of sessions, rising.
    package func periods(of sessions: Set<Session>) -> [TimeSlice] {
        periods.lazy.filter { sessions.contains($0.session) }.map(\.period)
    }

    /// Whether a time is on a day that the file tells about.
    func knows(_ time: Int64) -> Bool { known.start <= time && time < known.end }

    func unknown(_ time: Int64) -> PollProblem {
        let what =
            time < known.start
            ? "begins with \(Self.date(known.start))" : "has no sessions from its last day on"
        return PollProblem(
            "the calendar \(name) \(what), and \(Self.date(time)) is asked for. a year that is not"
                + " there is not taken for one of open days: add its sessions to the file")
    }

    private static func date(_ time: Int64) -> String {
        let date = CalendarTime(seconds: time.flooredDivision(by: 1_000_000_000).quotient)
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(date.year)-\(two(date.month))-\(two(date.day))"
    }
}
