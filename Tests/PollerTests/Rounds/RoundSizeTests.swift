import Bytes
import HTTPTransfer
import JSONColumns
import Poller
import Testing

/// Rounds that hold more than the source's limit are asked again in halves.
@Suite struct RoundSizeTests {
    /// A source of bars whose rounds may hold so many bytes.
    private struct Scene {
        let fixture: SourceFixture
        var plan: SourcePlan

        init(
            _ symbols: Int, group: Int = 1, lookback: Int = 2, step: Int = 60, minutes: Int = 60,
            bytes: Int
        ) throws {
            let names = (0..<symbols).map { "S\($0)" }
            let yaml = BarSource.yaml(names, group: group, lookback: "\(lookback)m")
            fixture = try BarSource.fixture(
                yaml.replacing("step: 2m", with: "step: \(step)m"), minutes: Int64(minutes))
            plan = fixture.outcome.plan
            plan.limits.roundBytes = bytes
        }

        func poller(_ vendor: any HTTPTransport = BarSource.vendor, seed: UInt64 = 1) throws
            -> SourcePoller
        {
            try fixture.poller(vendor, plan: plan, seed: seed)
        }

        /// The most bytes of a record.
        var recordBytes: Int {
            fixture.topic.records.map { $0.key.utf8.count + ($0.value?.count ?? 0) }.max() ?? 0
        }

        /// How far a record is behind one before it in its lane, at most.
        func disorder() throws -> Int64 {
            var (newest, most) = ([Int32: Int64](), Int64(0))
            for record in fixture.topic.records {
                let key = Array(record.key.utf8)
                let lane = Int32(Murmur2.partition(key: key.span.rawBytes, partitions: 2))
                let time = RFC3339.nanoseconds(record.value(RecordHeader.time) ?? "") ?? .min
                most = max(most, (newest[lane] ?? time) - time)
                newest[lane] = max(newest[lane] ?? time, time)
            }
            return most
        }
    }

    /// What a state says of partitions, whatever the order in which it remembers records.
    private static func partitions(_ state: PollState) -> [String: PartitionState] {
        state.partitions.mapValues { partition in
            var partition = partition
            partition.recent.sort { ($0.time, $0.id.hex) < ($1.time, $1.id.hex) }
            return partition
        }
    }

    @Test("a first poll that is too large for one round brings what a larger limit would")
    func halves() throws {
        let whole = try Scene(5, bytes: .max)
        let parts = try Scene(5, bytes: 30_000)
        var (first, second) = (PollReport(), PollReport())
        var large = try whole.poller()
        #expect(try large.poll(into: &first) == .caughtUp)
        let vendor = BarSource.vendor
        var small = try parts.poller(vendor)
        #expect(try small.poll(into: &second) == .caughtUp)
        #expect(second.records == 5 * 60 * 4)
        #expect(parts.fixture.values.sorted() == whole.fixture.values.sorted())
        #expect(Self.partitions(small.progress) == Self.partitions(large.progress))
        #expect(try parts.disorder() == 0, "it stays in the order of time")
        #expect((first.rounds, first.halved) == (1, 0))
        #expect(second.rounds > 4)
        #expect(second.halved > 1)
        #expect(second.counts.requests == vendor.requests.count)
        // What was found out is not tried again.
        parts.fixture.clock.advance(by: 60 * BarSource.minute)
        var third = PollReport()
        #expect(try small.poll(into: &third) == .caughtUp)
        #expect((third.records, third.halved) == (5 * 60 * 4, 0))
    }

    @Test(
        "whatever the limit, and whenever the process dies, nothing is lost or sent twice",
        arguments: 0..<30)
    func anyLimit(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let (symbols, group) = (1 + random.next(below: 6), 1 + random.next(below: 3))
        let (lookback, step) = (1 + random.next(below: 5), 1 + random.next(below: 30))
        func scene(_ bytes: Int) throws -> Scene {
            try Scene(
                symbols, group: group, lookback: lookback, step: step, minutes: 30, bytes: bytes)
        }
        let whole = try scene(.max)
        var large = try whole.poller()
        var report = PollReport()
        #expect(try large.poll(into: &report) == .caughtUp)
        // The smallest round is one of a group for the shortest step, behind the lookback.
        let shortest = min(step, lookback)
        let bars = min(symbols, group) * (lookback + shortest)
        let smallest = bars * 4 * whole.recordBytes
        let parts = try scene(smallest / 2 + random.next(below: 6 * smallest))
        for death in 0..<3 {
            var poller = try parts.poller(seed: UInt64(death))
            poller.portionBytes = 1 + random.next(below: 10_000)
            parts.fixture.topic.fail(after: random.next(below: symbols * 60))
            _ = try? poller.poll(into: &report)
            parts.fixture.topic.mend()
        }
        var small = try parts.poller(seed: 9)
        let end = try small.poll(into: &report)
        let ids = parts.fixture.topic.records.map(\.id)
        #expect(Set(ids).count == ids.count)
        guard end == .caughtUp else {
            #expect(parts.plan.limits.roundBytes < smallest)
            return
        }
        #expect(parts.fixture.values.sorted() == whole.fixture.values.sorted())
        #expect(Self.partitions(small.progress) == Self.partitions(large.progress))
    }

    @Test("partitions whose shortest step is too much for a round come one after the other")
    func fewerPartitions() throws {
        let one = try Scene(1, lookback: 1, bytes: .max)
        var report = PollReport()
        var poller = try one.poller()
        _ = try poller.poll(into: &report)
        // Two bars of three symbols.
        let parts = try Scene(20, lookback: 1, bytes: 3 * 2 * 4 * one.recordBytes)
        var small = try parts.poller()
        report = PollReport()
        #expect(try small.poll(into: &report) == .caughtUp)
        #expect(report.records == 20 * 60 * 4)
        #expect(try parts.disorder() < BarSource.minute, "no bar that is open is closed by it")
        #expect(report.rounds > 60 * 20 / 3)
    }

    @Test("a source stops, with what to do, only where its smallest round is too large")
    func smallest() throws {
        let scene = try Scene(4, group: 2, bytes: 500)
        let vendor = BarSource.vendor
        var poller = try scene.poller(vendor)
        var report = PollReport()
        guard case .sourceStopped(let reason) = try poller.poll(into: &report) else {
            Issue.record("it went on")
            return
        }
        for word in ["symbol=S0", "limits.round", "cursor.lookback", "group"] {
            #expect(reason.contains(word), "\(reason)")
        }
        #expect(scene.fixture.topic.records.isEmpty)
        #expect(vendor.requests.count < 20)
    }

    @Test("rounds that are far from the limit grow again")
    func growth() throws {
        let asked = AskedRanges()
        let vendor = ScriptedVendor { request, _ in
            let from = Int64(request.parameter("from") ?? "") ?? 0
            let to = Int64(request.parameter("to") ?? "") ?? 0
            asked.add(TimeSlice(start: from / 60, end: to / 60))
            // The market is closed behind the first hour.
            let isOpen = from * 1_000_000_000 < BarSource.start + 60 * BarSource.minute
            return .success(isOpen ? BarSource.answer(request) : .json(#"{"bars":[]}"#))
        }
        let scene = try Scene(1, lookback: 1, minutes: 600, bytes: 8_000)
        var poller = try scene.poller(vendor)
        var report = PollReport()
        #expect(try poller.poll(into: &report) == .caughtUp)
        let lengths = asked.take().map { $0.end - $0.start }
        #expect(lengths.contains { $0 <= 16 })
        #expect(lengths.last(where: { $0 > 50 }) == 61)
        #expect(lengths.count < 30)
    }
}
