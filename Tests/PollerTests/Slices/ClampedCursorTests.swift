import HTTPTransfer
import JSONColumns
import Poller
import Testing

/// Cursors that stay within sessions or days.
@Suite struct ClampedCursorTests {
    private static let minute: Int64 = 60_000_000_000

    private static func cursor(
        _ clamp: MarketHours, step: Int64 = 86_400_000_000_000, lookback: Int64 = 2 * minute,
        alignment: Int64 = minute
    ) -> TimeCursor {
        TimeCursor(
            start: .ago(0), step: step, lookback: lookback, settle: 5_000_000_000,
            alignment: alignment, clamp: clamp)
    }

    /// Two days of a market with a break, a closed one between.
    private static func market() throws -> MarketHours {
        let rows = """
            date,zone,pre,open,close,post,breaks
            2026-06-15,UTC,,09:00,15:30,,11:30-12:30
            2026-06-16,,,,,,
            2026-06-17,,08:00,09:00,15:30,,
            2026-06-18,,08:00,09:00,15:30,,
            """
        return .sessions(
            [.pre, .regular],
            of: try MarketCalendar(csv: Array(rows.utf8), name: "c.csv", zones: zones))
    }

    private static func texts(_ slices: [TimeSlice]) -> [String] {
        slices.map { "\(RFC3339.text($0.start).prefix(16)) \(RFC3339.text($0.end).prefix(16))" }
    }

    @Test("slices stay within sessions, and time outside is not asked for")
    func sessions() throws {
        let slices = try Self.cursor(try Self.market()).slices(
            from: time("2026-06-15T03:00:00Z"), now: time("2026-06-17T10:00:05Z"), limit: 100)
        #expect(
            Self.texts(slices) == [
                "2026-06-15T09:00 2026-06-15T11:30", "2026-06-15T12:30 2026-06-15T15:30",
                "2026-06-17T08:00 2026-06-17T09:00", "2026-06-17T09:00 2026-06-17T10:00",
            ])
    }

    @Test("the lookback ends where a session begins")
    func lookback() throws {
        let cursor = Self.cursor(try Self.market())
        let slice = try cursor.slice(
            from: time("2026-06-17T09:01:00Z"), to: time("2026-06-17T09:30:00Z"))
        #expect(slice?.start == time("2026-06-17T09:00:00Z"))
    }

    @Test("bars that a session begins or ends within belong to it")
    func bars() throws {
        let hour = 60 * Self.minute
        let cursor = Self.cursor(try Self.market(), lookback: 0, alignment: hour)
        let slices = try cursor.slices(
            from: time("2026-06-15T00:00:00Z"), now: time("2026-06-16T00:00:05Z"), limit: 100)
        #expect(
            Self.texts(slices) == [
                "2026-06-15T09:00 2026-06-15T12:00", "2026-06-15T12:00 2026-06-15T16:00",
            ])
    }

    @Test("days are those of the zone's clocks, over their changes")
    func days() throws {
        let zone = try zones.rules(of: "America/New_York")
        let slices = try Self.cursor(.days(in: zone), lookback: 0).slices(
            from: time("2026-03-07T12:00:00Z"), now: time("2026-03-09T12:00:05Z"), limit: 100)
        #expect(
            Self.texts(slices) == [
                "2026-03-07T12:00 2026-03-08T05:00", "2026-03-08T05:00 2026-03-09T04:00",
                "2026-03-09T04:00 2026-03-09T12:00",
            ])
    }

    @Test("while a market is closed, nothing is missing up to now")
    func settled() throws {
        let cursor = Self.cursor(try Self.market())
        func settled(_ cursor: TimeCursor, _ at: String, _ now: String) -> String {
            RFC3339.text(cursor.settled(time(at), now: time(now)))
        }
        #expect(
            settled(cursor, "2026-06-15T15:30:00Z", "2026-06-16T12:00:05Z")
                == "2026-06-16T12:00:00Z")
        #expect(
            settled(cursor, "2026-06-15T15:30:00Z", "2026-06-17T12:00:05Z")
                == "2026-06-17T08:00:00Z")
        #expect(
            settled(cursor, "2026-06-15T15:00:00Z", "2026-06-16T12:00:05Z")
                == "2026-06-15T15:00:00Z")
    }

    @Test(
        "whatever the step, slices touch or lie apart by closed time, and cover all that was open",
        arguments: [1, 7, 45, 90, 1440] as [Int64])
    func coverage(minutes: Int64) throws {
        let market = try Self.market()
        let slices = try Self.cursor(market, step: minutes * Self.minute, lookback: 0).slices(
            from: time("2026-06-15T00:00:00Z"), now: time("2026-06-18T23:00:00Z"), limit: 10_000)
        var covered: Set<Int64> = []
        for slice in slices {
            for minute in stride(from: slice.start, to: slice.end, by: Int(Self.minute)) {
                #expect(covered.insert(minute).inserted)
            }
        }
        var open: Set<Int64> = []
        let times = stride(
            from: time("2026-06-15T00:00:00Z"), to: time("2026-06-18T23:00:00Z"),
            by: Int(Self.minute))
        for at in times
        where try market.period(openBehind: at, before: at + 1) != nil { open.insert(at) }
        #expect(covered == open)
    }
}
