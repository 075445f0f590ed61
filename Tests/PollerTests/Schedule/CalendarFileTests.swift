import Foundation
import JSONColumns
import Poller
import TestSupport
import Testing

/// The calendars of topics/calendars.
@Suite struct CalendarFileTests {
    /// The days without session: all holidays of the exchange from 2025 to 2027.
    private static let holidays = """
        2025-01-01 New Year's Day
        2025-01-09 National Day of Mourning
        2025-01-20 Martin Luther King Jr. Day
        2025-02-17 Washington's Birthday
        2025-04-18 Good Friday
        2025-05-26 Memorial Day
        2025-06-19 Juneteenth
        2025-07-04 Independence Day
        2025-09-01 Labor Day
        2025-11-27 Thanksgiving Day
        2025-12-25 Christmas Day
        2026-01-01 New Year's Day
        2026-01-19 Martin Luther King Jr. Day
        2026-02-16 Washington's Birthday
        2026-04-03 Good Friday
        2026-05-25 Memorial Day
        2026-06-19 Juneteenth
        2026-07-03 Independence Day (observed)
        2026-09-07 Labor Day
        2026-11-26 Thanksgiving Day
        2026-12-25 Christmas Day
        2027-01-01 New Year's Day
        2027-01-18 Martin Luther King Jr. Day
        2027-02-15 Washington's Birthday
        2027-03-26 Good Friday
        2027-05-31 Memorial Day
        2027-06-18 Juneteenth (observed)
        2027-07-05 Independence Day (observed)
        2027-09-06 Labor Day
        2027-11-25 Thanksgiving Day
        2027-12-24 Christmas Day (observed)
        """
    private static let earlyCloses = [
        "2025-07-03", "2025-11-28", "2025-12-24", "2026-11-27", "2026-12-24", "2027-11-26",
    ]

    private static func text() throws -> String {
        let file = PackageFolder.root.appendingPathComponent("topics/calendars/XNYS.csv")
        return try String(contentsOf: file, encoding: .utf8)
    }

    private static func hours(
        _ sessions: Set<MarketCalendar.Session> = [.regular]
    ) throws -> MarketHours {
        .sessions(
            sessions,
            of: try MarketCalendar(csv: Array(try text().utf8), name: "XNYS.csv", zones: zones))
    }

    @Test("the file is what the exchange's holidays and early closes make of the weekdays")
    func generated() throws {
        let notes = Dictionary(
            uniqueKeysWithValues: Self.holidays.split(separator: "\n").map { line in
                (String(line.prefix(10)), String(line.dropFirst(11)))
            })
        var rows = ["date,zone,pre,open,close,post,breaks,note"]
        var zone = "America/New_York"
        let day: Int64 = 86_400_000_000_000
        for time in stride(
            from: time("2025-01-01T00:00:00Z"), to: time("2028-01-01T00:00:00Z"), by: Int(day))
        where ![0, 6].contains((time / day + 4) % 7) {
            let date = String(RFC3339.text(time).prefix(10))
            if let note = notes[date] {
                rows.append("\(date),\(zone),,,,,,\(note)")
            } else if Self.earlyCloses.contains(date) {
                rows.append("\(date),\(zone),04:00,09:30,13:00,17:00,,early close")
            } else {
                rows.append("\(date),\(zone),04:00,09:30,16:00,20:00,,")
            }
            zone = ""
        }
        let found = try Self.text().split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(found.map(String.init) == rows)
    }

    @Test(
        "a year has the sessions that other calendars count",
        arguments: [(2025, 250), (2026, 251), (2027, 251)])
    func count(year: Int, sessions: Int) throws {
        let hours = try Self.hours()
        var at = time("\(year)-01-01T05:00:00Z")
        let end = time("\(year + 1)-01-01T05:00:00Z")
        var count = 0
        while let period = try hours.period(openBehind: at, before: end) {
            count += 1
            at = period.end
        }
        #expect(count == sessions)
    }

    @Test(
        "sessions begin and end when the exchange's do, in UTC",
        arguments: [
            ("2026-03-06", "14:30", "21:00"), ("2026-03-09", "13:30", "20:00"),
            ("2026-10-30", "13:30", "20:00"), ("2026-11-02", "14:30", "21:00"),
            ("2026-11-27", "14:30", "18:00"), ("2025-01-10", "14:30", "21:00"),
        ])
    func opens(date: String, open: String, close: String) throws {
        let period = try Self.hours().period(
            openBehind: time("\(date)T05:00:00Z"), before: .max)
        #expect(
            period
                == TimeSlice(start: time("\(date)T\(open):00Z"), end: time("\(date)T\(close):00Z")))
    }

    @Test("holidays have none: Thanksgiving's Wednesday is followed by the short Friday")
    func holidays() throws {
        let next = try Self.hours().period(
            openBehind: time("2026-11-25T21:00:00Z"), before: .max)
        #expect(next?.start == time("2026-11-27T14:30:00Z"))
        #expect(
            try Self.hours().period(openBehind: time("2025-01-08T21:00:00Z"), before: .max)?.start
                == time("2025-01-10T14:30:00Z"))
    }

    @Test("before and after it are sessions of their own, earlier after an early close")
    func extended() throws {
        let hours = try Self.hours([.pre, .post])
        var at = time("2026-11-27T05:00:00Z")
        var found: [String] = []
        while let period = try hours.period(
            openBehind: at, before: time("2026-11-28T05:00:00Z"))
        {
            found.append("\(RFC3339.text(period.start)) \(RFC3339.text(period.end))")
            at = period.end
        }
        #expect(
            found == [
                "2026-11-27T09:00:00Z 2026-11-27T14:30:00Z",
                "2026-11-27T18:00:00Z 2026-11-27T22:00:00Z",
            ])
    }

    @Test("a year that is not there is an error, and neither open nor closed")
    func missingYear() throws {
        let hours = try Self.hours()
        #expect(throws: PollProblem.self) {
            try hours.period(openBehind: time("2028-01-03T15:00:00Z"), before: .max)
        }
        #expect(throws: PollProblem.self) {
            try hours.period(openBehind: time("2024-12-31T15:00:00Z"), before: .max)
        }
        // The last evening is known to be over, until the new year is asked about.
        let evening = time("2027-12-31T21:00:00Z")
        #expect(try hours.period(openBehind: evening, before: evening + 3_600_000_000_000) == nil)
        do throws(PollProblem) {
            _ = try hours.period(openBehind: evening, before: .max)
            Issue.record("2028 is not known")
        } catch {
            #expect(error.description.contains("the calendar XNYS.csv has no sessions from"))
        }
    }
}
