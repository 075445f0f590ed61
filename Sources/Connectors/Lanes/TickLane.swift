internal import Bytes
public import Columnar
internal import JSONColumns
internal import MarketData
public import Pipeline
internal import Synchronization

/// A lane of price ticks: decodes records by their contract, judges them by its rules, and folds
/// what is good into bars.
public final class TickLane: LaneOperator {
    private struct Memory {
        var decoder: JSONColumnDecoder
        var state: TickLaneState
    }

    private let recipe: TickLaneRecipe
    private let lineage: Lineage
    private let memory: Mutex<Memory>

    /// Makes a lane that has seen nothing.
    public init(_ recipe: TickLaneRecipe, lane: LaneID) {
        self.recipe = recipe
        lineage = Lineage(
            topic: lane.topic, partition: lane.partition, schemaVersion: recipe.schemaVersion)
        memory = Mutex(
            Memory(
                decoder: JSONColumnDecoder(recipe.decoding),
                state: TickLaneState(plan: recipe.plan, next: 0)))
    }

    /// Decodes, judges and folds records.
    public func process(_ records: consuming RecordBatch, from: Int64) throws -> LaneStep {
        let records = records
        let (decoded, output) = memory.withLock { memory in
            let decoded = recipe.decode(records, with: &memory.decoder)
            return (decoded, memory.state.process(records: records, decoded: decoded))
        }
        let taken = records.taken(until: output.next)
        return LaneStep(
            from: from, until: output.next,
            rows: rows(records, taken, decoded, output),
            events: StepEvents(taken, output, of: recipe.plan),
            watermark: output.watermark == .min ? nil : output.watermark,
            byteCount: taken.byteCount, halt: output.stop.map { LaneHalt($0, lane: lineage) })
    }

    private func rows(
        _ records: RecordBatch, _ taken: RecordBatch, _ decoded: DecodedTicks,
        _ output: TickLaneOutput
    ) -> [TableRows?] {
        let raw = RawTable.batch(records: taken, lineage: lineage)
        let ticks = TicksTable.batch(
            ticks: decoded.ticks, records: records, output: output, lineage: lineage)
        let quarantine = QuarantineTable.batch(
            rejections: output.quarantine, records: records, lineage: lineage)
        let bars = BarsTable.batch(
            bars: output.bars, intervals: recipe.plan.intervals, lineage: lineage)
        let late = LateTicksTable.batch(
            ticks: decoded.ticks, records: records, output: output,
            intervals: recipe.plan.intervals, lineage: lineage)
        return [
            .append(raw, triggers: taken.offsets),
            .append(ticks, triggers: output.goodOffsets),
            .append(quarantine, triggers: output.quarantineOffsets),
            .append(bars, triggers: output.bars.triggerOffset),
            .append(late, triggers: output.late.offset),
        ]
    }

    /// The lane's state as rows.
    public func state() throws -> Batch { memory.withLock { $0.state.snapshot() } }

    /// Takes up a state.
    public func restore(_ state: Batch) throws {
        let restored = try TickLaneState(plan: recipe.plan, restoring: state)
        memory.withLock { $0.state = restored }
    }
}

extension RecordBatch {
    /// The records below an offset, where a lane stopped; all of them, usually.
    func taken(until next: Int64) -> RecordBatch {
        guard next < self.next else { return self }
        let count = offsets.firstIndex { $0 >= next } ?? offsets.count
        var part = extracting(0..<count)
        part.next = next
        return part
    }
}

extension StepEvents {
    /// What became of a tick lane's records.
    init(_ records: RecordBatch, _ output: TickLaneOutput, of plan: TickLanePlan) {
        self.init()
        self.records = records.offsets
        rule(output.ruleHits, names: plan.ruleNames)
        heartbeats = output.heartbeatOffsets
        tombstones = output.tombstoneOffsets
        late = output.late.offset
        quarantine(output.quarantine, offsets: output.quarantineOffsets)
    }

    /// Notes which rules decided.
    mutating func rule(_ hits: RuleHits, names: [String]) {
        ruled = hits.offsets
        rules = hits.rules
        ruleNames = names
    }

    /// Counts quarantined records by their reasons.
    mutating func quarantine(_ rejections: Rejections, offsets: [Int64]) {
        quarantined = offsets
        var codes: [String: Int32] = [:]
        for row in 0..<rejections.count {
            let code = rejections.reason.text(row) ?? ""
            let index = codes[code] ?? Int32(reasonCodes.count)
            if index == Int32(reasonCodes.count) {
                codes[code] = index
                reasonCodes.append(code)
            }
            reasons.append(index)
        }
    }
}
