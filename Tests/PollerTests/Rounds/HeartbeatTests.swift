import Bytes
import HTTPTransfer
import Poller
import Testing

/// What keeps bars of a topic open, and what does not.
@Suite struct HeartbeatTests {
    private static func yaml(_ name: String, _ cursor: String, _ more: String = "") -> String {
        """
        source: \(name)
        topic: rest-ticks
        api: {base_url: 'https://api.acme.example'}
        request: {path: /trades}
        cursor: \(cursor)
        records:
          path: rows
          fields: {symbol: s, time: {from: t, time: s}, price: p, size: p, trade_id: i}
        mapping: {kind: trade}
        retries: {tries: 0}
        \(more)
        """
    }

    private static let vendor = ScriptedVendor { _, _ in
        .success(.json(#"{"rows":[{"s":"A","t":1767623400,"p":1,"i":7}]}"#))
    }

    /// The last heartbeat of a source of bars beside another on its topic.
    private static func beat(beside yaml: String) throws -> String? {
        let bars = try BarSource.fixture()
        let other = try SourceFixture(yaml, now: bars.clock.now(), like: bars)
        let topics = TopicProgress()
        topics.register("bars", topic: "rest-ticks")
        topics.register("other", topic: "rest-ticks")
        var report = PollReport()
        var second = try other.poller(vendor, topics: topics)
        _ = try second.poll(into: &report)
        var first = try bars.poller(BarSource.vendor, topics: topics)
        _ = try first.poll(into: &report)
        return bars.topic.heartbeats(of: 0).last
    }

    @Test(
        "a source of ids, or of what there is now, holds bars back for what may be on its way",
        arguments: ["{kind: id, start: 1, from: i}", "{kind: none}"])
    func withoutTimes(cursor: String) throws {
        // Five minutes, and the pipeline's watermark delay behind them.
        #expect(
            try Self.beat(beside: Self.yaml("other", cursor)) == #"{"ts":"2026-01-05T14:35:10Z"}"#)
    }

    @Test("a source that sends no heartbeats itself does not keep others from it")
    func silent() throws {
        let yaml = Self.yaml("other", "{kind: none}", "heartbeats: false")
        #expect(try Self.beat(beside: yaml) == #"{"ts":"2026-01-05T14:35:10Z"}"#)
    }

    @Test("what failed holds heartbeats where it was last had, for as long as that")
    func trouble() throws {
        let yaml = Self.yaml("other", "{kind: id, start: 1, from: i}").replacing(
            "cursor:", with: "partitions: {venue: [X, Y]}\ncursor:"
        ).replacing("path: /trades", with: "path: '/trades/{{ partition.venue }}'")
        let fixture = try SourceFixture(yaml, now: BarSource.start)
        let good = Self.vendor
        let vendor = ScriptedVendor { request, index in
            request.url.hasSuffix("Y") && index > 1
                ? .success(.json("{}", status: 404)) : good.reply(request)
        }
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        for _ in 0..<6 {
            _ = try poller.poll(into: &report)
            fixture.clock.advance(by: 2 * BarSource.minute)
        }
        // Five minutes before a poll, and the watermark delay behind that: Y was last had at half
        // past, and troubles nobody any more from twenty-two to on.
        let beats = fixture.topic.heartbeats(of: 0).map { $0.dropFirst(18).prefix(8) }
        #expect(beats == ["14:25:10", "14:33:10", "14:35:10"])
    }

    @Test("what another process asks for without times is known to that process alone")
    func elsewhere() throws {
        let fixture = try SourceFixture(
            Self.yaml("other", "{kind: id, start: 1, from: i}"), now: BarSource.start)
        var poller = try fixture.poller(Self.vendor)
        var report = PollReport()
        _ = try poller.poll(into: &report)
        let partitions = try SourcePartition.all(fixture.outcome.plan.partitions) { _ in [] }
        let settled = fixture.outcome.plan.settled(
            partitions, poller.progress, now: BarSource.start + 60 * BarSource.minute)
        #expect(settled == nil)
    }
}
