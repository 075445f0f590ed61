import Bytes
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

    @Test("what failed is waited for as long as that, and then no more")
    func trouble() throws {
        let fixture = try SourceFixture(
            Self.yaml("other", "{kind: id, start: 1, from: i}"), now: BarSource.start)
        let refusing = ScriptedVendor { _, _ in .success(.json("{}", status: 404)) }
        var poller = try fixture.poller(refusing)
        var report = PollReport()
        var settled: [Int64?] = []
        for _ in 0..<4 {
            _ = try poller.poll(into: &report)
            let partitions = try SourcePartition.all(fixture.outcome.plan.partitions) { _ in [] }
            settled.append(
                fixture.outcome.plan.settled(
                    partitions, poller.progress, now: fixture.clock.now()))
            fixture.clock.advance(by: 2 * BarSource.minute)
        }
        let held = BarSource.start - 5 * BarSource.minute
        #expect(settled == [held, held, held, nil])
    }
}
