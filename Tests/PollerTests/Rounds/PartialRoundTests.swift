import HTTPTransfer
import Poller
import Testing

/// Sources that go through no time.
@Suite struct PartialRoundTests {
    private static func fixture(_ more: String) throws -> SourceFixture {
        let yaml = """
            source: list
            topic: rest-ticks
            partitions: {symbol: [A, B, C, D, E]}
            request:
              path: /list
              query: {symbol: '{{ partition.symbol }}', from: '{{ cursor | default("") }}'}
            records: {fields: {symbol: '{{ partition.symbol }}', id: id}}
            mapping: {kind: record}
            api: {base_url: https://api.acme.example}
            \(more)
            """
        return try SourceFixture(yaml, now: BarSource.start)
    }

    @Test("of a source without a cursor a round takes as many partitions as fit")
    func withoutCursor() throws {
        let fixture = try Self.fixture("heartbeats: true")
        var plan = fixture.outcome.plan
        // A record of each partition has 22 bytes.
        plan.limits.roundBytes = 50
        let vendor = ScriptedVendor { _, _ in
            fixture.clock.advance(by: BarSource.minute)
            return .success(.json(#"[{"id":7}]"#))
        }
        var poller = try fixture.poller(vendor, plan: plan)
        var report = PollReport()
        #expect(try poller.poll(into: &report) == .caughtUp)
        #expect(fixture.topic.records.map(\.key).sorted() == ["A", "B", "C", "D", "E"])
        #expect((report.rounds, report.halved) == (3, 1))
        // What it promises for all partitions holds as of the poll's beginning.
        #expect(fixture.topic.heartbeats(of: 0) == [#"{"ts":"2026-01-05T14:25:10Z"}"#])
        #expect(try poller.poll(into: &report) == .caughtUp)
        #expect(report.known == 5)
    }

    @Test(
        "a long backlog of ids comes whole, however few pages a round may have",
        arguments: [(Int.max, 1000), (Int.max, 3), (250, 1000), (60, 2)])
    func ids(bytes: Int, pages: Int) throws {
        let fixture = try Self.fixture(
            "cursor: {kind: id, start: 0, from: id}\npaging: {kind: ids, size: 2}")
        var plan = fixture.outcome.plan
        plan.limits.roundBytes = bytes
        plan.limits.pages = pages
        let vendor = ScriptedVendor { request, _ in
            let from = Int(request.parameter("from") ?? "") ?? 0
            let rows = (from..<max(from, min(from + 2, 15))).map { #"{"id":\#($0)}"# }
            return .success(.json("[\(rows.joined(separator: ","))]"))
        }
        var poller = try fixture.poller(vendor, plan: plan)
        var report = PollReport()
        #expect(try poller.poll(into: &report) == .caughtUp)
        #expect(report.failures.isEmpty)
        #expect(report.halved > 0 || bytes == .max)
        #expect(fixture.values.count == 5 * 15)
        #expect(Set(fixture.values).count == 5 * 15)
        #expect(poller.progress.partitions.values.allSatisfy { $0.id == 15 })
    }
}
