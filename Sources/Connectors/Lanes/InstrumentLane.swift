internal import Bytes
public import Columnar
internal import JSONColumns
internal import MarketData
public import Pipeline
internal import Synchronization

/// A lane of instrument metadata: decodes records by their contract, and keeps each instrument's
/// versions in the order of their valid-from times.
public final class InstrumentLane: LaneOperator {
    private struct Memory {
        var decoder: JSONColumnDecoder
        var state: InstrumentLaneState
    }

    private let recipe: InstrumentLaneRecipe
    private let lineage: Lineage
    private let memory: Mutex<Memory>

    /// Makes a lane that has seen nothing.
    public init(_ recipe: InstrumentLaneRecipe, lane: LaneID) {
        self.recipe = recipe
        lineage = Lineage(
            topic: lane.topic, partition: lane.partition, schemaVersion: recipe.schemaVersion)
        memory = Mutex(
            Memory(
                decoder: JSONColumnDecoder(recipe.decoding),
                state: InstrumentLaneState(plan: recipe.plan, next: 0)))
    }

    /// Decodes and judges records, and puts versions in their places.
    public func process(_ records: consuming RecordBatch, from: Int64) throws -> LaneStep {
        let records = records
        let (decoded, output, table) = memory.withLock { memory in
            let decoded = recipe.decode(records, with: &memory.decoder)
            let output = memory.state.process(records: records, decoded: decoded)
            return (decoded, output, output.hasChanged ? memory.state.table() : nil)
        }
        let taken = records.taken(until: output.next)
        let good = InstrumentRecordsTable.batch(
            decoded: decoded, records: records, output: output, lineage: lineage)
        let quarantine = QuarantineTable.batch(
            rejections: output.quarantine, records: records, lineage: lineage)
        return LaneStep(
            from: from, until: output.next,
            rows: [
                .append(
                    RawTable.batch(records: taken, lineage: lineage), triggers: taken.offsets),
                .append(good, triggers: output.goodOffsets),
                .append(quarantine, triggers: output.quarantineOffsets),
                table.map { .replace($0) },
            ],
            events: StepEvents(taken, output, of: recipe.plan), watermark: nil,
            byteCount: taken.byteCount,
            halt: output.stop.map { LaneHalt($0, lane: lineage) })
    }

    /// The lane's state as rows.
    public func state() throws -> Batch { memory.withLock { $0.state.snapshot() } }

    /// Takes up a state.
    public func restore(_ state: Batch) throws {
        let restored = try InstrumentLaneState(plan: recipe.plan, restoring: state)
        memory.withLock { $0.state = restored }
    }
}

extension StepEvents {
    /// What became of a metadata lane's records.
    init(
        _ records: RecordBatch, _ output: InstrumentLaneOutput, of plan: InstrumentLanePlan
    ) {
        self.init()
        self.records = records.offsets
        rule(output.ruleHits, names: plan.rules.rules.map(\.name))
        heartbeats = output.heartbeatOffsets
        tombstones = output.tombstoneOffsets
        quarantine(output.quarantine, offsets: output.quarantineOffsets)
    }
}

extension LaneHalt {
    /// Why a lane's operator stopped, with where.
    init(_ stop: LaneStop, lane: Lineage) {
        // A rule that fails says something of the data; a limit of the lane's memory does not.
        let kind: Kind = stop.error.kind == .ruleFailed ? .dataQuality : .inconsistent
        self.init(
            kind,
            "lane \(lane.topic)/\(lane.partition) stops before offset \(stop.offset). "
                + stop.error.message)
    }
}
