import Bytes
import Columnar
import MarketData
import TestSupport
import Testing

@Suite("A tick lane says what a plain oracle says")
struct LaneOracleTests {
    private func settings(_ random: inout SplitMix64) -> LaneSettings {
        var settings = LaneSettings()
        if random.chance(1, in: 3) { settings.intervals = [("5s", 5_000_000_000)] }
        if random.chance(1, in: 3) {
            settings.intervals = [
                ("7s", 7_000_000_000), ("1s", 1_000_000_000), ("1m", 60_000_000_000),
            ]
        }
        settings.delay = [0, 1, 2_000_000_000, 10_000_000_000].randomElement(using: &random) ?? 0
        settings.horizon = [0, 3_000_000_000, 20_000_000_000].randomElement(using: &random) ?? 0
        settings.skew = [0, 5_000_000_000].randomElement(using: &random) ?? 0
        return settings
    }

    @Test("over random streams, in any cuts, with restarts", arguments: 0..<UInt64(150))
    func agrees(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let settings = settings(&random)
        var stream = RecordStream(seed: seed &+ 1000)
        let records = stream.records(400)
        var oracle = settings.oracle
        for record in records { oracle.take(record) }
        var run = LaneRun(try settings.plan())
        try run.process(records, random: &random)
        #expect(run.stop == nil)
        #expect(run.good == oracle.good)
        #expect(run.quarantine == oracle.quarantine)
        #expect(run.bars == oracle.bars)
        #expect(run.late == oracle.late)
        #expect(oracle.watermark.map { max($0, Int128(Int64.min)) } == Int128(run.state.watermark))
        #expect(!run.bars.isEmpty && !run.good.isEmpty)
    }

    @Test("however it is cut", arguments: 0..<UInt64(20))
    func cutsDoNotMatter(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var stream = RecordStream(seed: seed)
        let records = stream.records(600)
        var whole = LaneRun(try LaneSettings().plan())
        whole.process(records[...])
        for cutMax in [1, 7, 200] {
            var run = LaneRun(try LaneSettings().plan())
            try run.process(records, random: &random, cutMax: cutMax, restarts: cutMax == 7)
            #expect(run.bars == whole.bars)
            #expect(run.good == whole.good)
            #expect(run.quarantine == whole.quarantine)
            #expect(run.late == whole.late)
            #expect(run.heartbeats == whole.heartbeats)
            #expect(run.tombstones == whole.tombstones)
            #expect(lines(run.state.snapshot()).sorted() == lines(whole.state.snapshot()).sorted())
        }
    }

    @Test(
        "every record is one of good, quarantined, heartbeat, tombstone", arguments: 0..<UInt64(10))
    func countsAddUp(seed: UInt64) throws {
        var stream = RecordStream(seed: seed)
        let records = stream.records(500)
        var run = LaneRun(try LaneSettings().plan())
        run.process(records[...])
        let total =
            run.good.count + run.quarantine.count + run.heartbeats.count + run.tombstones.count
        #expect(total == records.count)
    }

    @Test("any order within the delay gives the same bars", arguments: 0..<UInt64(30))
    func permutationsDoNotMatter(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var settings = LaneSettings()
        settings.delay = 4_000_000_000
        settings.skew = 100_000_000_000
        settings.horizon = 0
        var stream = RecordStream(seed: seed)
        stream.hasFaults = false
        var ticks: [TestTick] = []
        for (index, record) in stream.records(300).enumerated() {
            guard case .tick(var tick) = record.kind else { continue }
            tick.id = "1"
            tick.venue = "\(index)"
            // Sequences that decide, so that offsets, which a permutation changes, do not.
            tick.sequence = Int64(index)
            tick.time = Int64(index) * 50_000_000
            tick.symbol = ["A", "B"][index % 2]
            ticks.append(tick)
        }
        var shuffled = ticks
        for start in stride(from: 0, to: ticks.count - 40, by: 40) {
            shuffled.replaceSubrange(
                start..<start + 40, with: ticks[start..<start + 40].shuffled(using: &random))
        }
        let plain = try bars(of: ticks, settings)
        #expect(try bars(of: shuffled, settings) == plain)
        #expect(plain.count > 20)
    }

    /// Bars without their offsets.
    private func bars(of ticks: [TestTick], _ settings: LaneSettings) throws -> [String] {
        var run = LaneRun(try settings.plan())
        var records = ticks.enumerated().map { index, tick in
            TestRecord(offset: Int64(index), kafkaMilliseconds: 0, kind: .tick(tick))
        }
        records.append(
            TestRecord(
                offset: Int64(ticks.count), kafkaMilliseconds: 100_000,
                kind: .heartbeat(100_000_000_000)))
        run.process(records[...])
        #expect(run.late.isEmpty)
        return run.bars.map { line in
            let fields = line.split(separator: "|", omittingEmptySubsequences: false)
            return (fields[..<18] + fields[21...]).joined(separator: "|")
        }
    }
}
