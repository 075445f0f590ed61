import Columnar
import MarketData
import TestSupport
import Testing

@Suite("The edges of a tick lane")
struct LaneEdgeTests {
    private func run(
        _ ticks: [TestTick], settings: LaneSettings = LaneSettings(), kafka: Int64 = 0,
        heartbeat: Int64? = nil
    ) throws -> LaneRun {
        var run = LaneRun(try settings.plan())
        var records = ticks.enumerated().map { index, tick in
            TestRecord(offset: Int64(index), kafkaMilliseconds: kafka, kind: .tick(tick))
        }
        if let heartbeat {
            records.append(
                TestRecord(
                    offset: Int64(records.count), kafkaMilliseconds: heartbeat / 1_000_000,
                    kind: .heartbeat(heartbeat)))
        }
        run.process(records[...])
        return run
    }

    @Test("a trade at a window's end belongs to the next window")
    func halfOpen() throws {
        let ticks = [
            TestTick(time: 999_999_999, id: "1"), TestTick(time: 1_000_000_000, id: "2"),
            TestTick(time: -1, id: "3"),
        ]
        var settings = LaneSettings()
        settings.intervals = [("1s", 1_000_000_000)]
        let run = try run(ticks, settings: settings, heartbeat: 30_000_000_000)
        let starts = run.bars.map { $0.split(separator: "|")[1] }
        #expect(starts == ["-1000000", "0", "1000000"])
    }

    @Test("open and close follow time, then sequence with none first, then offset")
    func ties() throws {
        let ticks = [
            TestTick(time: 5, price: 10, id: "1", sequence: 7),
            TestTick(time: 5, price: 20, id: "2", sequence: nil),
            TestTick(time: 5, price: 30, id: "3", sequence: nil),
            TestTick(time: 5, price: 40, id: "4", sequence: 7),
            TestTick(time: 5, price: 50, id: "5", sequence: -9),
        ]
        let run = try run(ticks, heartbeat: 30_000_000_000)
        let fields = run.bars[0].split(separator: "|", omittingEmptySubsequences: false)
        #expect(fields[3] == "20" && fields[6] == "40")
        #expect(fields[13] == "-" && fields[14] == "7")
        #expect(fields[18] == "1" && fields[19] == "3")
    }

    @Test(
        "times at the ends of 64 bits are taken without a trap", arguments: [0, 1, 4_000_000_000])
    func extremeTimes(delay: Int64) throws {
        var settings = LaneSettings()
        settings.delay = delay
        settings.maxEventTime = .max
        settings.skew = .max
        for kafka in [Int64.min, -1, 0, .max] {
            let ticks = [
                TestTick(time: .min, id: "1"), TestTick(time: .min + 1, id: "1"),
                TestTick(time: .max, id: "2"), TestTick(time: .max - 1, id: "2"),
                TestTick(time: .min, id: "3"), TestTick(time: 0, id: "4"),
            ]
            let run = try run(ticks, settings: settings, kafka: kafka)
            #expect(run.good.count + run.quarantine.count == ticks.count)
            let restored = try TickLaneState(plan: run.plan, restoring: run.state.snapshot())
            #expect(lines(restored.snapshot()) == lines(run.state.snapshot()))
        }
    }

    @Test("a notional beyond 38 digits stops the lane before the record, with the symbol's name")
    func overflow() throws {
        let huge = Int64.max
        let ticks = (1...3).map { TestTick(price: huge, size: huge, id: "\($0)") }
        let run = try run(ticks)
        #expect(run.good.count == 1)
        #expect(run.stop?.offset == 1)
        #expect(run.stop?.error.kind == .overflow)
        #expect(run.stop?.error.message.contains("AAPL") == true)
        #expect(run.stop?.error.message.contains("1970-01-01T00:00:00Z") == true)
        #expect(run.state.next == 1)
        // What is left of the lane goes on from there.
        let again = try TickLaneState(plan: run.plan, restoring: run.state.snapshot())
        #expect(again.next == 1 && again.openBars == run.state.openBars)
    }

    @Test("large notionals of both signs are summed exactly")
    func signs() throws {
        var settings = LaneSettings()
        settings.intervals = [("5s", 5_000_000_000)]
        var ticks: [TestTick] = []
        for index in 0..<40 {
            let size = index % 2 == 0 ? Int64.max : .min + 1
            ticks.append(TestTick(price: .max, size: size, id: "\(index)"))
        }
        let run = try run(ticks, settings: settings, heartbeat: 60_000_000_000)
        #expect(run.stop == nil)
        let fields = run.bars[0].split(separator: "|")
        #expect(fields[7] == "0" && fields[8] == "0" && fields[9] == "-")
    }

    @Test("a rule with the action fail stops before its record, after the rules above it")
    func failing() throws {
        let rules = [
            RuleSpecification(
                name: "positive", reason: "not_positive", action: .quarantine,
                test: .positive(column: "price")),
            RuleSpecification(
                name: "cap", reason: "too_high", action: .fail,
                test: .range(column: "price", minimum: -5, maximum: 100)),
        ]
        let plan = try TickLanePlan(
            intervals: [], rules: try RuleSet(rules, schema: TickColumns.ruleSchema),
            duplicates: nil)
        var run = LaneRun(plan)
        let prices: [Int64] = [1, -9, 2, 101, 3]
        let records = prices.enumerated().map { index, price in
            TestRecord(
                offset: Int64(index), kafkaMilliseconds: 0, kind: .tick(TestTick(price: price)))
        }
        run.process(records[...])
        #expect(run.good == ["0 0", "2 0"])
        #expect(run.quarantine == ["1 not_positive 'positive'"])
        #expect(run.stop?.offset == 3 && run.stop?.rule == "cap")
        #expect(run.stop?.error.message.contains("price is 0.000000101") == true)
    }

    @Test("keys are one only where every column is: no byte moves from one to the next")
    func keysApart() throws {
        let plan = try TickLanePlan(
            intervals: [], rules: try RuleSet([], schema: TickColumns.ruleSchema),
            duplicates: TickLanePlan.Duplicates(
                key: [.symbol, .venue, .tradeID, .sequence], rule: "unique", version: 1))
        let long = String(repeating: "x", count: 40)
        let ticks = [
            TestTick(symbol: "AB", id: "C"), TestTick(symbol: "A", id: "BC"),
            TestTick(symbol: "ABC", id: ""), TestTick(symbol: "A", venue: "B", id: "C"),
            TestTick(symbol: "AB", venue: "", id: "C"), TestTick(symbol: "AB", id: "C\0"),
            TestTick(symbol: "AB", id: "C", sequence: 0),
            TestTick(symbol: "AB", id: "C", sequence: 8),
            TestTick(id: long), TestTick(id: long + "x"), TestTick(id: "y" + long),
            TestTick(id: "1234567"), TestTick(id: "12345678"), TestTick(id: "1234567812345678"),
        ]
        var run = LaneRun(plan)
        let records = (ticks + ticks).enumerated().map { index, tick in
            TestRecord(offset: Int64(index), kafkaMilliseconds: 0, kind: .tick(tick))
        }
        run.process(records[...])
        #expect(run.good.count == ticks.count)
        #expect(run.quarantine.count == ticks.count)
    }

    @Test("a lane that needs more keys, bars or windows than its limits stops")
    func limits() throws {
        let ticks = (0..<50).map { index in
            TestTick(symbol: "S\(index)", time: Int64(index), id: "1")
        }
        for limits in [
            TickLanePlan.Limits(keys: 10), TickLanePlan.Limits(openBars: 10),
        ] {
            var settings = LaneSettings()
            settings.limits = limits
            var run = try run(ticks, settings: settings)
            #expect(run.stop?.error.kind == .limitReached)
            #expect(run.good.count < 20 && run.good.count == Int(run.state.next))
            // A stopped lane is whole: it stops there again, and can be stored.
            var again = try TickLaneState(plan: run.plan, restoring: run.state.snapshot())
            let rest = ticks.indices.dropFirst(Int(again.next)).map { index in
                TestRecord(offset: Int64(index), kafkaMilliseconds: 0, kind: .tick(ticks[index]))
            }
            let (batch, decoded) = batch(rest[...], next: 50)
            #expect(run.state.process(records: batch, decoded: decoded).stop == run.stop)
            _ = again.process(records: batch, decoded: decoded)
        }
    }

    @Test("a heartbeat beyond Kafka's time and the skew is quarantined and moves nothing")
    func farHeartbeat() throws {
        var run = LaneRun(try LaneSettings().plan())
        let record = TestRecord(
            offset: 4, kafkaMilliseconds: 1000, kind: .heartbeat(6_000_000_001))
        run.process([record])
        #expect(run.state.watermark == .min)
        #expect(run.quarantine == ["4 malformed_heartbeat -"])
        run.process([
            TestRecord(offset: 5, kafkaMilliseconds: 1000, kind: .heartbeat(6_000_000_000))
        ])
        #expect(run.state.watermark == 4_000_000_000)
    }

    @Test("keys are swept out when they are forgotten, whatever their number")
    func keysStayBounded() throws {
        var settings = LaneSettings()
        settings.limits = TickLanePlan.Limits(keys: 6000)
        settings.maxEventTime = .max
        var run = LaneRun(try settings.plan())
        for start in stride(from: Int64(0), to: 60_000, by: 1000) {
            let records = (start..<start + 1000).map { index in
                TestRecord(
                    offset: index, kafkaMilliseconds: index,
                    kind: .tick(TestTick(time: index * 1_000_000, venue: "\(index)")))
            }
            run.process(records[...])
        }
        #expect(run.stop == nil)
        #expect(run.good.count == 60_000)
        #expect(run.state.keyCount <= 10_000)
    }

    @Test("a 5m bar is the sum of its 1m bars", arguments: 0..<UInt64(10))
    func rollsUp(seed: UInt64) throws {
        var settings = LaneSettings()
        settings.intervals = [("1m", 60_000_000_000), ("5m", 300_000_000_000)]
        settings.delay = 20_000_000_000
        settings.skew = 400_000_000_000
        settings.maxEventTime = .max
        var stream = RecordStream(seed: seed)
        stream.hasFaults = false
        var run = LaneRun(try settings.plan())
        let records = stream.records(8000)
        let (batch, decoded) = batch(records[...], next: 1_000_000)
        let output = run.state.process(records: batch, decoded: decoded)
        #expect(output.late.count == 0)
        var volume: [Int32: [Int64: Int128]] = [0: [:], 1: [:]]
        var notional: [Int32: [Int64: Int128]] = [0: [:], 1: [:]]
        var high: [Int32: [Int64: Int64]] = [0: [:], 1: [:]]
        let bars = output.bars
        let last = (0..<bars.count).filter { bars.interval[$0] == 1 }.map { bars.start[$0] }.max()
        for row in 0..<bars.count {
            let five = Int64((Double(bars.start[row]) / 3e8).rounded(.down)) * 300_000_000
            guard five <= last ?? .min, bars.symbol.text(row) == "MSFT" else { continue }
            volume[bars.interval[row]]?[five, default: 0] += bars.volume[row]
            notional[bars.interval[row]]?[five, default: 0] += bars.notional[row]
            let before = high[bars.interval[row]]?[five] ?? .min
            high[bars.interval[row]]?[five] = max(before, bars.high[row])
        }
        #expect(volume[0] == volume[1] && notional[0] == notional[1] && high[0] == high[1])
        #expect((volume[1] ?? [:]).count >= 2)
    }
}
