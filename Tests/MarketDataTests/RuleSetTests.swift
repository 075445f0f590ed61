import MarketData
import Testing

@Suite("A rule set is refused where it cannot hold")
struct RuleSetTests {
    private func compile(_ action: RuleSpecification.Action, _ test: RuleSpecification.Test) throws
    {
        _ = try RuleSet(
            [RuleSpecification(name: "r", reason: "r", action: action, test: test)],
            schema: TickColumns.ruleSchema)
    }

    @Test("for a column that is not there or has another type")
    func columns() throws {
        for test: RuleSpecification.Test in [
            .positive(column: "bid"), .positive(column: "symbol"),
            .length(column: "price", minimum: 0, maximum: 1),
            .pattern(column: "size", pattern: "a"),
        ] {
            let error = #expect(throws: MarketDataError.self) { try compile(.quarantine, test) }
            #expect(error?.kind == .invalidPlan)
        }
    }

    @Test("for a bad pattern or bit")
    func patternsAndBits() {
        #expect(throws: MarketDataError.self) {
            try compile(.quarantine, .pattern(column: "symbol", pattern: "(a"))
        }
        for bit in [-1, 63] {
            #expect(throws: MarketDataError.self) {
                try compile(.warn(bit: bit), .positive(column: "price"))
            }
        }
        let warn = RuleSpecification(
            name: "w", reason: "w", action: .warn(bit: 3), test: .positive(column: "price"))
        #expect(throws: MarketDataError.self) {
            _ = try RuleSet([warn, warn], schema: TickColumns.ruleSchema)
        }
    }

    @Test("intervals are 1 us to 1 h long and there once")
    func intervals() throws {
        for length: Int64 in [0, -1, 1500, 3_600_000_001_000] {
            #expect(throws: MarketDataError.self) {
                _ = try TickLanePlan.Interval(name: "x", nanoseconds: length)
            }
        }
        let minute = try TickLanePlan.Interval(name: "1m", nanoseconds: 60_000_000_000)
        let rules = try RuleSet([], schema: TickColumns.ruleSchema)
        #expect(throws: MarketDataError.self) {
            _ = try TickLanePlan(intervals: [minute, minute], rules: rules, duplicates: nil)
        }
    }
}
