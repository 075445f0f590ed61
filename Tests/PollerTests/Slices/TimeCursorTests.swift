import Poller
import Testing

@Suite struct TimeCursorTests {
    private static let minute: Int64 = 60_000_000_000

    private static func cursor(
        step: Int64 = 60 * minute, lookback: Int64 = 0, settle: Int64 = 0, end: Int64? = nil
    ) -> TimeCursor {
        TimeCursor(
            start: .at(0), end: end, step: step, lookback: lookback, settle: settle,
            alignment: minute)
    }

    @Test("the newest bar is not asked for before it is settled")
    func settle() {
        let cursor = Self.cursor(settle: 30_000_000_000)
        #expect(cursor.horizon(now: 10 * Self.minute + 29_000_000_000) == 9 * Self.minute)
        #expect(cursor.horizon(now: 10 * Self.minute + 30_000_000_000) == 10 * Self.minute)
    }

    @Test("slices cover time without gap and overlap, up to the horizon")
    func coverage() throws {
        let cursor = Self.cursor(step: 7 * Self.minute)
        let slices = try cursor.slices(from: 0, now: 30 * Self.minute + 5, limit: 100)
        #expect(slices.first?.start == 0)
        #expect(slices.last?.end == 30 * Self.minute)
        for (slice, next) in zip(slices, slices.dropFirst()) { #expect(slice.end == next.start) }
    }

    @Test("a round takes those who are furthest behind, and no one is asked for more than a step")
    func roundEnd() throws {
        let cursor = Self.cursor(step: 5 * Self.minute, lookback: Self.minute)
        let cursors = [3 * Self.minute, 20 * Self.minute]
        let end = try cursor.round(cursors, now: 60 * Self.minute)?.end
        #expect(end == 8 * Self.minute)
        #expect(
            try cursor.slice(from: cursors[0], to: 8 * Self.minute)
                == TimeSlice(start: 2 * Self.minute, end: 8 * Self.minute))
        #expect(try cursor.slice(from: cursors[1], to: 8 * Self.minute) == nil)
        #expect(try cursor.round([60 * Self.minute], now: 60 * Self.minute) == nil)
    }

    @Test("a vendor whose end is inclusive is asked for one granularity less")
    func inclusiveEnd() {
        var cursor = Self.cursor()
        #expect(cursor.requestedEnd(of: TimeSlice(start: 0, end: Self.minute)) == Self.minute)
        cursor.endIsInclusive = true
        #expect(
            cursor.requestedEnd(of: TimeSlice(start: 0, end: Self.minute))
                == Self.minute - 1_000_000)
    }

    @Test("polling ends at the end that the source has")
    func end() throws {
        let cursor = Self.cursor(end: 2 * Self.minute)
        #expect(try cursor.round([0], now: 60 * Self.minute)?.end == 2 * Self.minute)
        #expect(try cursor.round([2 * Self.minute], now: 60 * Self.minute) == nil)
    }

    @Test("times at the ends of what there is do not overflow")
    func extremes() throws {
        let cursor = TimeCursor(start: .ago(.max), step: .max, lookback: .max, settle: .max)
        #expect(try cursor.round([.min, .max], now: .max) != nil)
        #expect(try cursor.slice(from: .min, to: .max)?.start == .min)
        #expect(cursor.firstTime(now: .min) == .min)
    }
}
