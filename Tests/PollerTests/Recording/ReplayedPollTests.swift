import HTTPTransfer
import Poller
import Synchronization
import Testing

/// A whole poll from its recording.
@Suite struct ReplayedPollTests {
    private static let start: Int64 = 1_767_621_600_000_000_000

    @Test("a poll that was recorded is replayed later: the same requests, records and state")
    func wholePoll() throws {
        let yaml = """
            source: s
            topic: rest-ticks
            api: {base_url: 'https://host'}
            request:
              path: /bars
              query: {symbol: '{{ partition.symbol }}', from: '{{ slice.start | ns }}',
                to: '{{ slice.end | ns }}'}
            partitions: {symbol: [A, B]}
            cursor: {kind: time, start: 9s, step: 1s, granularity: 1ns}
            records: {path: rows, fields: {symbol: s, time: {from: t, time: ns}}}
            mapping: {kind: record}
            """
        let first = try SourceFixture(yaml, now: Self.start)
        let vendor = ScriptedVendor { request, index in
            first.clock.advance(by: 123_456_789)
            if index % 5 == 2 { return .success(HTTPResponse(status: 503)) }
            let symbol = request.parameter("symbol") ?? ""
            let from = request.parameter("from") ?? ""
            return .success(.json(#"{"rows":[{"s":"\#(symbol)","t":\#(from)}]}"#))
        }
        let recorded = Mutex<[UInt8]>([])
        let clock = RecordingClock(first.clock)
        let recording = RecordingTransport(
            vendor, of: first.outcome.plan, clock: clock, redact: { $0 },
            write: { line in recorded.withLock { $0 += line } })
        var poller = try first.poller(recording, clock: clock)
        try recording.begin()
        var report = PollReport()
        #expect(try poller.poll(into: &report) == .caughtUp)
        #expect(report.records > 8 && report.counts.retries > 0)

        let second = try SourceFixture(yaml, now: Self.start + 86_400_000_000_000)
        let later = ReplayClock(second.clock)
        let replay = try ReplayTransport(
            parsing: recorded.withLock { $0 }, of: second.outcome.plan, clock: later,
            redact: { $0 })
        var other = try second.poller(replay, clock: later, seed: 99)
        replay.begin()
        var again = PollReport()
        #expect(try other.poll(into: &again) == .caughtUp)
        #expect(replay.remaining == 0)
        #expect(again.failures.isEmpty)
        #expect(second.topic.records.map(\.value) == first.topic.records.map(\.value))
        #expect(other.progress.partitions == poller.progress.partitions)

        // The topic is looked through for what the recorded poll may send again, not for what one
        // of today would.
        let third = try SourceFixture(yaml, now: Self.start + 86_400_000_000_000)
        try third.topic.append(first.topic.records)
        let clockOfThird = ReplayClock(third.clock)
        let once = try ReplayTransport(
            parsing: recorded.withLock { $0 }, of: third.outcome.plan, clock: clockOfThird,
            redact: { $0 })
        var reset = try third.poller(once, clock: clockOfThird)
        once.begin()
        var nothing = PollReport()
        #expect(try reset.poll(into: &nothing) == .caughtUp)
        #expect(nothing.records == 0)
        #expect(nothing.known == report.records)
    }
}
