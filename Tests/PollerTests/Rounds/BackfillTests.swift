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
