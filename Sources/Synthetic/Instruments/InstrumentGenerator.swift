import Bytes

/// A deterministic stream of instrument metadata: what a slowly changing dimension meets.
///
/// One record for each symbol; then, for some, a version that is valid earlier and arrives later, a
/// correction at an equal valid-from time, a change of sector during the session, one that takes
/// effect the day after; last, tombstones of a few. It ends with a heartbeat in every partition.
public struct InstrumentGenerator: Sendable {
    /// The parameters of the stream.
    public let parameters: InstrumentParameters
    /// What the stream consisted of so far.
    public private(set) var summary = StreamSummary()

    private let companies: [Company]
    private let partitions: [Int32]
    private let steps: [Step]
    private var position = 0
    private var beats: HeartbeatSchedule

    /// A record to be written: whose, and which.
    private struct Step: Sendable {
        var symbol: Int32
        var revision: InstrumentRevision
    }

    /// Makes a generator that stands before the first record.
    public init(_ parameters: InstrumentParameters) throws(SyntheticError) {
        try parameters.validate()
        self.parameters = parameters
        let universe = Universe(symbols: parameters.symbols)
        companies = universe.companies
        partitions = universe.partitions(of: parameters.partitions)
        beats = HeartbeatSchedule(partitions: parameters.partitions, interval: nil)
        var random = SplitMix64(seed: parameters.seed)
        let turn = random.next(below: 1_000)
        steps = InstrumentRevision.allCases.flatMap { revision in
            (0..<parameters.symbols)
                .filter { revision.concerns($0, turn: turn, faults: parameters.hasFaults) }
                .map { Step(symbol: Int32($0), revision: revision) }
        }
    }

    /// Appends up to `count` records to a batch; fewer than `count` only at the stream's end.
    ///
    /// - Returns: how many were appended; 0 when the stream has ended.
    @discardableResult
    public mutating func next(_ count: Int, into batch: inout SyntheticBatch) -> Int {
        let (records, bytes) = (batch.count, batch.byteCount)
        while batch.count - records < count {
            if position < steps.count {
                append(steps[position], to: &batch)
                position += 1
            } else {
                let last = summary.lastEventTime ?? parameters.sessionStart
                guard
                    beats.isPending
                        || beats.close(lastEvent: last, delay: parameters.watermarkDelay)
                else { break }
                let (partition, time) = beats.next()
                batch.appendHeartbeat(partition: partition, time: time)
                summary.heartbeats += 1
            }
        }
        summary.records += batch.count - records
        summary.bytes += batch.byteCount - bytes
        return batch.count - records
    }

    private mutating func append(_ step: Step, to batch: inout SyntheticBatch) {
        let company = companies[Int(step.symbol)]
        let start = batch.arena.count
        batch.arena.append(utf8: company.symbol)
        let keyCount = batch.arena.count - start
        let other = companies[(Int(step.symbol) + 1) % companies.count]
        step.revision.append(
            of: company, successor: other, session: parameters.sessionStart, to: &batch.arena)
        // An hour before the session, a millisecond apart; tombstones an hour into it.
        let arrival = parameters.sessionStart / 1_000_000 + step.revision.arrivalOffset
        batch.endRecord(
            start: start, keyCount: keyCount, partition: partitions[Int(step.symbol)],
            timestamp: arrival + Int64(position), tombstone: step.revision == .tombstone)
        summary.noteEvent((arrival + Int64(position)) * 1_000_000)
        if let fault = step.revision.fault {
            summary.faults[fault.rawValue] += 1
        } else {
            summary.plain += 1
        }
    }
}
