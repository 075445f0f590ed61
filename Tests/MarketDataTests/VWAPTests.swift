import MarketData
import TestSupport
import Testing

@Suite("VWAP is notional by volume, half to even")
struct VWAPTests {
    /// Unscaled sizes and prices of two ticks, and the expected VWAP in units of 1e-9.
    @Test(
        "at 9 digits",
        arguments: [
            ([(1, 1), (1, 2)], 2), ([(1, 2), (1, 3)], 2), ([(1, 3), (1, 4)], 4),
            ([(3, 1), (1, 2)], 1), ([(1, 1), (3, 2)], 2), ([(2, 5), (5, 5)], 5),
            ([(1, -1), (1, -2)], -2), ([(1, -2), (1, -3)], -2), ([(3, -1), (1, -2)], -1),
            ([(0, 7), (0, 8)], nil), ([(2, 7), (-2, 8)], nil),
        ] as [([(Int64, Int64)], Int64?)])
    func rounds(ticks: [(Int64, Int64)], expected: Int64?) throws {
        let plan = try TickLanePlan(
            intervals: [try TickLanePlan.Interval(name: "1s", nanoseconds: 1_000_000_000)],
            watermarkDelay: 0, rules: try RuleSet([], schema: TickColumns.ruleSchema),
            duplicates: nil)
        var run = LaneRun(plan)
        var records = ticks.enumerated().map { index, tick in
            TestRecord(
                offset: Int64(index), kafkaMilliseconds: 0,
                kind: .tick(TestTick(price: tick.1, size: tick.0, id: "\(index)")))
        }
        records.append(
            TestRecord(offset: 9, kafkaMilliseconds: 0, kind: .heartbeat(1_000_000_000)))
        run.process(records[...])
        #expect(run.bars[0].split(separator: "|")[9] == Substring(cell(expected)))
    }
}
