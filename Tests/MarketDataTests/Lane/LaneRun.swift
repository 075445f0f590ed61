import Bytes
import Columnar
import MarketData
import TestSupport

/// A lane under test: runs records through the operators in any cuts, and keeps what they emit.
struct LaneRun {
    let plan: TickLanePlan
    var state: TickLaneState
    var good: [String] = []
    var quarantine: [String] = []
    var bars: [String] = []
    var late: [String] = []
    var heartbeats: [Int64] = []
    var tombstones: [Int64] = []
    var stop: LaneStop?

    static let lineage = Lineage(topic: "ticks", partition: 3, schemaVersion: 1)

    init(_ plan: TickLanePlan) {
        self.plan = plan
        state = TickLaneState(plan: plan, next: 0)
    }

    /// Processes records as one batch.
    mutating func process(_ records: ArraySlice<TestRecord>) {
        guard let last = records.last else { return }
        let (batch, decoded) = batch(records, next: last.offset + 1)
        let output = state.process(records: batch, decoded: decoded)
        for index in output.good.indices {
            good.append("\(output.goodOffsets[index]) \(output.ruleFlags[index])")
        }
        keepQuarantine(output, batch)
        bars += lines(
            BarsTable.batch(
                bars: output.bars, intervals: plan.intervals, lineage: Self.lineage))
        for index in output.late.row.indices {
            let name = plan.intervals[Int(output.late.interval[index])].name
            late.append(
                "\(output.late.offset[index]) \(name) \(output.late.start[index]) "
                    + "\(output.late.latenessMilliseconds[index])")
        }
        heartbeats += output.heartbeatOffsets
        tombstones += output.tombstoneOffsets
        stop = output.stop
    }

    private mutating func keepQuarantine(_ output: TickLaneOutput, _ batch: RecordBatch) {
        for index in 0..<output.quarantine.count {
            var reason = output.quarantine.reason.text(index) ?? ""
            let detail = output.quarantine.detail.text(index) ?? ""
            if output.duplicates.contains(Int32(index)) {
                reason += " " + (detail.split(separator: " ").last ?? "")
            }
            quarantine.append(
                "\(output.quarantineOffsets[index]) \(reason) "
                    + cell(output.quarantine.rule.text(index)))
        }
    }

    /// Processes records in random cuts; now and then the state goes through its stored form.
    mutating func process(
        _ records: [TestRecord], random: inout SplitMix64, cutMax: Int = 50, restarts: Bool = true
    ) throws {
        var index = 0
        while index < records.count {
            let end = min(records.count, index + Int.random(in: 1...cutMax, using: &random))
            process(records[index..<end])
            index = end
            if restarts, random.chance(1, in: 4) {
                state = try TickLaneState(plan: plan, restoring: state.snapshot())
            }
        }
    }
}

/// Plans and oracles that mean the same.
struct LaneSettings {
    var intervals = [("1s", Int64(1_000_000_000)), ("5s", 5_000_000_000)]
    var delay: Int64 = 2_000_000_000
    var skew: Int64 = 5_000_000_000
    var horizon: Int64 = 3_000_000_000
    var maxEventTime: Int64 = 40_000_000_000
    var limits = TickLanePlan.Limits()

    static let rules: [RuleSpecification] = [
        RuleSpecification(
            name: "price_positive", reason: "price_positive", version: 7, action: .quarantine,
            test: .positive(column: "price")),
        RuleSpecification(
            name: "large", reason: "large", action: .warn(bit: 3),
            test: .range(column: "size", minimum: nil, maximum: 100_000_000)),
    ]

    func plan() throws -> TickLanePlan {
        let more: [RuleSpecification] = [
            RuleSpecification(
                name: "future_time", reason: "future_time", action: .quarantine,
                test: .futureTime(maxSkew: skew)),
            RuleSpecification(
                name: "too_new", reason: "too_new", action: .quarantine,
                test: .maxEventTime(maxEventTime)),
            RuleSpecification(
                name: "short_symbol", reason: "short_symbol", action: .quarantine,
                test: .length(column: "symbol", minimum: 1, maximum: 20)),
            RuleSpecification(
                name: "odd_id", reason: "odd_id", action: .quarantine,
                test: .pattern(column: "trade_id", pattern: "[0-9]{1,2}|[0-9]{2}[0-689]")),
        ]
        return try TickLanePlan(
            intervals: try intervals.map {
                try TickLanePlan.Interval(name: $0.0, nanoseconds: $0.1)
            }, watermarkDelay: delay, maxSkew: skew,
            rules: try RuleSet(Self.rules + more, schema: TickColumns.ruleSchema),
            duplicates: TickLanePlan.Duplicates(horizon: horizon, rule: "unique", version: 2),
            limits: limits)
    }

    var oracle: LaneOracle {
        LaneOracle(
            LaneOracle.Settings(
                intervals: intervals.map { ($0.0, Int128($0.1)) }, delay: Int128(delay),
                skew: Int128(skew), horizon: Int128(horizon), maxEventTime: Int128(maxEventTime)))
    }
}
