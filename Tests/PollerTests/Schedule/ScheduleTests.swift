import JSONColumns
import Poller
import Testing

@Suite struct ScheduleTests {
    private static let newYork = try? SourceFixture.zones.rules(of: "America/New_York")

    private static func time(_ text: String) -> Int64 { RFC3339.nanoseconds(text) ?? 0 }

    private static func next(_ rule: String, _ after: String) throws -> String? {
        let zone = try #require(newYork)
        return try CronRule(rule).next(after: time(after), in: zone).map { RFC3339.text($0) }
    }

    @Test("points come by the zone's clocks, behind the time that is asked about")
    func points() throws {
        let quarters = "*/15 9-16 * * 1-5"
        #expect(try Self.next(quarters, "2026-11-26T14:07:00Z") == "2026-11-26T14:15:00Z")
        #expect(try Self.next(quarters, "2026-11-26T14:15:00Z") == "2026-11-26T14:30:00Z")
        // Friday evening to Monday morning.
        #expect(try Self.next("30 9 * * 1-5", "2026-11-27T14:30:00Z") == "2026-11-30T14:30:00Z")
        #expect(try Self.next("0 0 1 1 *", "2026-11-27T00:00:00Z") == "2027-01-01T05:00:00Z")
        #expect(try Self.next("0 12 29 2 *", "2026-01-01T00:00:00Z") == "2028-02-29T17:00:00Z")
        // Either day counts where both are given.
        #expect(try Self.next("0 0 13 * 5", "2026-11-24T12:00:00Z") == "2026-11-27T05:00:00Z")
    }

    @Test("a time that clocks skip comes when they go on, and one shown twice the first time")
    func changesOfClocks() throws {
        // 2026-03-08 02:30 is skipped in New York.
        #expect(try Self.next("30 2 * * *", "2026-03-08T05:30:00Z") == "2026-03-08T07:30:00Z")
        // 2026-11-01 01:30 is shown twice.
        #expect(try Self.next("30 1 * * *", "2026-11-01T04:00:00Z") == "2026-11-01T05:30:00Z")
        #expect(try Self.next("30 1 * * *", "2026-11-01T05:30:00Z") == "2026-11-02T06:30:00Z")
    }

    @Test(
        "what is no rule is refused with the field that is wrong",
        arguments: [
            "* * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8",
            "5-1 * * * *", "*/0 * * * *", "a * * * *", "1-2-3 * * * *", "0 0 30 2 *", ", * * * *",
        ])
    func refusals(rule: String) {
        #expect(throws: PollProblem.self) { try CronRule(rule) }
    }

    @Test("outside a market's hours the next opening is named, over weekends and changes of clocks")
    func hours() throws {
        let zone = try #require(Self.newYork)
        let hours = MarketHours.weekly(
            WeeklyHours(
                open: 9 * 3600 + 1800, close: 16 * 3600, weekdays: [1, 2, 3, 4, 5], zone: zone))
        func first(_ text: String) throws -> String {
            let time = Self.time(text)
            let period = try #require(try hours.period(openBehind: time, before: .max))
            return RFC3339.text(max(time, period.start))
        }
        #expect(try first("2026-11-27T15:00:00Z") == "2026-11-27T15:00:00Z")
        #expect(try first("2026-11-27T14:29:59Z") == "2026-11-27T14:30:00Z")
        #expect(try first("2026-11-27T21:00:00Z") == "2026-11-30T14:30:00Z")
        #expect(try first("2026-03-06T22:00:00Z") == "2026-03-09T13:30:00Z")
        let close = hours.period(closedBy: Self.time("2026-11-29T12:00:00Z"))?.end
        #expect(close == Self.time("2026-11-27T21:00:00Z"))
    }

    @Test("hours that end after midnight are those of the day on which they began")
    func night() throws {
        let night = MarketHours.weekly(
            WeeklyHours(
                open: 18 * 3600, close: 17 * 3600, weekdays: [0, 1, 2, 3, 4],
                zone: try #require(Self.newYork)))
        // Monday 03:00 belongs to the session that began on Sunday.
        let monday = Self.time("2026-11-30T08:00:00Z")
        #expect(
            try night.period(openBehind: monday, before: .max)
                == TimeSlice(
                    start: Self.time("2026-11-29T23:00:00Z"),
                    end: Self.time("2026-11-30T22:00:00Z")))
        #expect(
            night.period(closedBy: monday)?.end == Self.time("2026-11-27T22:00:00Z"))
    }

    @Test("times at the ends of what there is end somewhere", arguments: [Int64.min, .max, 0])
    func extremes(time: Int64) throws {
        let zone = try #require(Self.newYork)
        for hours in [
            MarketHours.days(in: zone),
            .weekly(WeeklyHours(open: 1, close: 0, weekdays: [3], zone: zone)),
        ] {
            _ = try hours.period(openBehind: time, before: .max)
            _ = hours.period(closedBy: time)
        }
    }
}
