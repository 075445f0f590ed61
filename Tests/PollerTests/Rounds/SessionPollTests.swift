import HTTPTransfer
import JSONColumns
import Poller
import Testing

/// Polls of a source whose market is closed at times.
@Suite struct SessionPollTests {
    private static let minute: Int64 = 60_000_000_000
    private static let calendar = """
        date,zone,open,close
        2026-06-15,UTC,09:00,15:30
        2026-06-16,,,
        2026-06-17,,09:00,15:30
        """

    private static func fixture(now: String) throws -> SourceFixture {
        try SourceFixture(
            """
            source: bars
            topic: rest-ticks
            api: {base_url: https://api.example}
            request:
              path: /bars
              query: {from: '{{ slice.start | ms }}', to: '{{ slice.end | ms }}'}
            partitions: {symbol: [A]}
            calendar: c.csv
            cursor: {kind: time, start: 2026-06-15T00:00:00Z, step: 1d, clamp: regular}
            records:
              fields:
                symbol: '{{ partition.symbol }}'
                time: {from: t, time: ms}
                open: p
                high: p
                low: p
                close: p
                volume: v
            mapping: {kind: bar, interval: 1m}
            """, now: time(now), files: ["c.csv": calendar])
    }

    /// A bar for each minute of what is asked for, and what that is.
    private static func vendor(_ asked: AskedRanges) -> ScriptedVendor {
        ScriptedVendor { request, _ in
            let from = Int64(request.parameter("from") ?? "") ?? 0
            let to = Int64(request.parameter("to") ?? "") ?? 0
            asked.add(TimeSlice(start: from * 1_000_000, end: to * 1_000_000))
            let bars = stride(from: from, to: to, by: 60_000).map {
                #"{"t":\#($0),"p":"1.5","v":"2"}"#
            }
            return .success(.json("[\(bars.joined(separator: ","))]"))
        }
    }

    @Test("closed time is not asked for, and heartbeats go on while it is closed")
    func closed() throws {
        let fixture = try Self.fixture(now: "2026-06-15T15:29:05Z")
        let asked = AskedRanges()
        var poller = try fixture.poller(Self.vendor(asked))
        var report = PollReport()
        #expect(try poller.poll(into: &report) == .caughtUp)
        #expect(
            asked.take() == [
                TimeSlice(start: time("2026-06-15T09:00:00Z"), end: time("2026-06-15T15:29:00Z"))
            ])
        // The newest bar is asked for again with the last one of the session.
        fixture.clock.advance(by: Self.minute)
        #expect(try poller.poll(into: &report) == .caughtUp)
        #expect(
            asked.take() == [
                TimeSlice(start: time("2026-06-15T15:28:00Z"), end: time("2026-06-15T15:30:00Z"))
            ])
        #expect(report.records == 390 * 4)
        #expect(fixture.topic.heartbeats(of: 0).last == #"{"ts":"2026-06-15T15:30:10Z"}"#)
        fixture.clock.advance(by: 60 * Self.minute)
        #expect(try poller.poll(into: &report) == .caughtUp)
        #expect(asked.take().isEmpty)
        #expect(fixture.topic.heartbeats(of: 0).last == #"{"ts":"2026-06-15T16:30:10Z"}"#)
    }

    @Test("days that the calendar does not have stop the source, and nothing is asked for")
    func unknown() throws {
        let fixture = try Self.fixture(now: "2026-06-18T12:00:00Z")
        let asked = AskedRanges()
        var poller = try fixture.poller(Self.vendor(asked))
        var report = PollReport()
        let end = try poller.poll(into: &report)
        guard case .sourceStopped(let reason) = end else {
            Issue.record("the calendar ends with 2026-06-17: \(end)")
            return
        }
        #expect(reason.contains("the calendar c.csv has no sessions"))
        // What it knows has been had before.
        #expect(asked.take().last?.end == time("2026-06-17T15:30:00Z"))
        #expect(report.records == 2 * 390 * 4)
    }
}
