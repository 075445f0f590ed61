import Bytes
import Poller
import Synchronization
import Testing

@Suite struct BackfillTests {
    private static let before = TimeSlice(
        start: BarSource.start - 10 * BarSource.minute, end: BarSource.start + 5 * BarSource.minute)

    @Test("a backfill sends what is missing, leaves the rest, and moves no live cursor")
    func missing() throws {
        let fixture = try BarSource.fixture()
        var report = PollReport()
        var live = try fixture.poller(BarSource.vendor)
        _ = try live.poll(into: &report)
        var filler = try fixture.filler(Self.before, BarSource.vendor)
        var filled = PollReport()
        #expect(try filler.poll(into: &filled) == .caughtUp)
        try filler.close()
        #expect(filled.records == 2 * 10 * 4, "the ten minutes before; five were there")
        #expect(filled.heartbeats == 0)
        fixture.clock.advance(by: BarSource.minute)
        _ = try live.poll(into: &report)
        let ids = fixture.topic.records.map(\.id)
        #expect(ids.count == 2 * 21 * 4)
        #expect(Set(ids).count == ids.count)
        // Once more: all is there.
        var again = try fixture.filler(Self.before, BarSource.vendor)
        var repeated = PollReport()
        #expect(try again.poll(into: &repeated) == .caughtUp)
        #expect(repeated.records == 0)
        #expect(repeated.counts.requests > 0)
    }

    @Test("a backfill leaves to the live poller what that still asks for")
    func ceiling() throws {
        let fixture = try BarSource.fixture()
        var report = PollReport()
        var live = try fixture.poller(BarSource.vendor)
        _ = try live.poll(into: &report)
        fixture.clock.advance(by: 20 * BarSource.minute)
        let range = TimeSlice(
            start: BarSource.start, end: BarSource.start + 30 * BarSource.minute)
        var filler = try fixture.filler(range, BarSource.vendor)
        var filled = PollReport()
        _ = try filler.poll(into: &filled)
        #expect(filled.records == 0)
        let state = filler.progress
        #expect(state.partitions.isEmpty, "it is at its end, eight minutes in")
    }

    @Test("a backfill that dies goes on where it was, and sends nothing twice")
    func deaths() throws {
        let fixture = try BarSource.fixture()
        var report = PollReport()
        for count in [0, 3, 9, 30, 31] {
            var filler = try fixture.filler(Self.before, BarSource.vendor)
            fixture.topic.fail(after: count)
            #expect(throws: PollProblem.self) { try filler.poll(into: &report) }
            fixture.topic.mend()
        }
        var last = try fixture.filler(Self.before, BarSource.vendor)
        var rest = PollReport()
        #expect(try last.poll(into: &rest) == .caughtUp)
        #expect(rest.counts.requests < 16, "rounds that were written down are not asked for again")
        let ids = fixture.topic.records.map(\.id)
        #expect(ids.count == 2 * 15 * 4)
        #expect(Set(ids).count == ids.count)
    }

    @Test("a backfill that goes on when the live poller is further knows what that sent meanwhile")
    func liveMeanwhile() throws {
        let fixture = try BarSource.fixture(minutes: 3)
        var report = PollReport()
        var live = try fixture.poller(BarSource.vendor)
        // It has begun, and nothing of it is in the topic.
        fixture.topic.fail(after: 0)
        _ = try? live.poll(into: &report)
        fixture.topic.mend()
        let range = TimeSlice(
            start: BarSource.start - 8 * BarSource.minute,
            end: BarSource.start + 9 * BarSource.minute)
        // The vendor's second answer to the backfill comes when the live poller has gone on.
        let meanwhile = Mutex(live)
        let slow = ScriptedVendor { request, index in
            if index == 2 {
                var report = PollReport()
                meanwhile.withLock { _ = try? $0.poll(into: &report) }
            }
            return .success(BarSource.answer(request))
        }
        var first = try fixture.filler(range, slow)
        // Two rounds of it, the live poller's with their heartbeats, and a part of the third.
        fixture.topic.fail(after: 16 + (24 + 4) + 16 + 5)
        _ = try? first.poll(into: &report)
        fixture.topic.mend()
        fixture.clock.advance(by: 9 * BarSource.minute)
        meanwhile.withLock { _ = try? $0.poll(into: &report) }
        var second = try fixture.filler(range, BarSource.vendor)
        #expect(try second.poll(into: &report) == .caughtUp)
        let ids = fixture.topic.records.map(\.id)
        #expect(ids.count == 2 * 20 * 4)
        #expect(Set(ids).count == ids.count)
    }

    @Test("a backfill of a source that is polled for the first time meanwhile ends, and says so")
    func liveBegins() throws {
        let fixture = try BarSource.fixture()
        var filler = try fixture.filler(Self.before, BarSource.vendor)
        var report = PollReport()
        // It has looked the topic through, and sends as soon as its vendor answers.
        var live = try fixture.poller(BarSource.vendor)
        fixture.topic.fail(after: 0)
        _ = try? live.poll(into: &report)
        fixture.topic.mend()
        let problem = #expect(throws: PollProblem.self) { try filler.poll(into: &report) }
        #expect(problem?.description.contains("start the backfill again") == true)
        #expect(fixture.topic.records.isEmpty)
    }

    @Test("trades that the vendor files under when it received them are filled, and no others")
    func receivedLate() throws {
        let yaml = """
            source: trades
            topic: rest-ticks
            api: {base_url: 'https://api.acme.example'}
            request:
              path: /trades
              query: {from: '{{ slice.start | ns }}', to: '{{ slice.end | ns }}'}
            cursor:
              {kind: time, start: 2026-01-05T14:30:00Z, step: 5m, granularity: 1ns,
              lookback: 1m, settle: 1m}
            records:
              path: rows
              fields: {symbol: s, time: {from: t, time: ns}, price: p, size: p, trade_id: i}
            mapping: {kind: trade}
            """
        // One each half minute; each is filed fifty seconds later.
        let vendor = ScriptedVendor { request, _ in
            let from = Int64(request.parameter("from") ?? "") ?? 0
            let to = Int64(request.parameter("to") ?? "") ?? 0
            let rows = (-60..<60).compactMap { number -> String? in
                let time = BarSource.start + Int64(number) * BarSource.minute / 2
                guard (from..<to).contains(time + BarSource.minute / 6 * 5) else { return nil }
                return #"{"s":"A","t":\#(time),"p":1,"i":"\#(number)"}"#
            }
            return .success(.json(#"{"rows":[\#(rows.joined(separator: ","))]}"#))
        }
        let fixture = try SourceFixture(yaml, now: BarSource.start + 10 * BarSource.minute)
        var report = PollReport()
        var filler = try fixture.filler(Self.before, vendor)
        #expect(try filler.poll(into: &report) == .caughtUp)
        try filler.close()
        #expect(report.records == 30, "all of the quarter of an hour, the one at its end is not")
        // The live poller begins within what was filled, and knows it.
        var live = try fixture.poller(vendor)
        _ = try live.poll(into: &report)
        // Another range that ends where the live poller is.
        let range = TimeSlice(
            start: BarSource.start - 20 * BarSource.minute,
            end: BarSource.start + 60 * BarSource.minute)
        var wider = try fixture.filler(range, vendor)
        #expect(try wider.poll(into: &report) == .caughtUp)
        fixture.clock.advance(by: 5 * BarSource.minute)
        _ = try live.poll(into: &report)
        let ids = fixture.topic.records.map(\.id)
        #expect(ids.count == 40 + 27)
        #expect(Set(ids).count == ids.count)
    }

    @Test("a symbol whose past was filled before it is polled is not sent again")
    func filledBefore() throws {
        try Self.fillBefore(deaths: 0)
        try Self.fillBefore(deaths: 3)
    }

    private static func fillBefore(deaths: Int) throws {
        let fixture = try BarSource.fixture(BarSource.yaml(["ZVZZT"]))
        var report = PollReport()
        var live = try fixture.poller(BarSource.vendor)
        _ = try live.poll(into: &report)
        try live.close()
        let wider = try SourceFixture(BarSource.yaml(), now: fixture.clock.now(), like: fixture)
        let range = TimeSlice(
            start: BarSource.start - 5 * BarSource.minute,
            end: BarSource.start + 10 * BarSource.minute)
        var filler = try wider.filler(range, BarSource.vendor)
        #expect(try filler.poll(into: &report) == .caughtUp)
        try filler.close()
        for death in 0..<deaths {
            var poller = try wider.poller(BarSource.vendor, seed: UInt64(death))
            wider.clock.advance(by: BarSource.minute)
            wider.topic.fail(after: death)
            _ = try? poller.poll(into: &report)
            wider.topic.mend()
        }
        var last = try wider.poller(BarSource.vendor)
        _ = try last.poll(into: &report)
        let ids = wider.topic.records.map(\.id)
        #expect(ids.count == 2 * (5 + 10 + deaths) * 4)
        #expect(Set(ids).count == ids.count)
    }

    @Test("of two backfills that overlap the one that began first ends, and says so")
    func overlapping() throws {
        let fixture = try BarSource.fixture()
        var first = try fixture.filler(Self.before, BarSource.vendor)
        let wider = TimeSlice(
            start: Self.before.start, end: Self.before.end + 3 * BarSource.minute)
        var second = try fixture.filler(wider, BarSource.vendor)
        var report = PollReport()
        let problem = #expect(throws: PollProblem.self) { try first.poll(into: &report) }
        #expect(problem?.description.contains("another backfill of bars") == true)
        #expect(try second.poll(into: &report) == .caughtUp)
        try second.close()
        // One that was killed stands in nobody's way, nor does a range that is another.
        var again = try fixture.filler(Self.before, BarSource.vendor)
        let elsewhere = TimeSlice(
            start: wider.end, end: wider.end + 2 * BarSource.minute)
        _ = try fixture.filler(elsewhere, BarSource.vendor)
        #expect(try again.poll(into: &report) == .caughtUp)
        let ids = fixture.topic.records.map(\.id)
        #expect(ids.count == 2 * 18 * 4)
        #expect(Set(ids).count == ids.count)
    }

    @Test("two backfills of one range do not both go on")
    func fencing() throws {
        let fixture = try BarSource.fixture()
        var first = try fixture.filler(Self.before, BarSource.vendor)
        _ = try fixture.filler(Self.before, BarSource.vendor)
        var report = PollReport()
        #expect(throws: PollProblem.self) { try first.poll(into: &report) }
        #expect(fixture.topic.records.isEmpty)
    }
}
