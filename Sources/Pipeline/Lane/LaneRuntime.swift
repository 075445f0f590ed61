import Columnar
import Synchronization

/// A running lane: its operator, the steps that wait to be encoded, and its writers.
///
/// The engine runs at most one `process` and one `encode` of a lane at a time, so that the next
/// batch is decoded while the last one is encoded; the locks only hand memory from thread to
/// thread.
final class LaneRuntime: Sendable {
    let lane: LaneID
    private let source: any RecordSource
    private let archive: any RecordArchive
    private let operation: any LaneOperator
    private let steps = Mutex<[LaneStep]>([])
    private let writers: Mutex<LaneWriters>
    /// Where the archive ends and the source begins.
    private let archivedUntil: Int64
    /// Offsets that are nowhere any more; the lane passes over them.
    private let gap: Range<Int64>?

    init(_ recovered: consuming RecoveredLane, setup: LaneSetup, ports: EnginePorts) {
        lane = setup.lane
        source = ports.source
        archive = ports.archive
        operation = recovered.operation
        archivedUntil = recovered.archivedUntil
        gap = recovered.gap
        writers = Mutex(
            LaneWriters(
                lane: setup.lane, tables: setup.tables, lake: ports.lake, next: recovered.next))
    }

    /// Reads and processes the lane's next records; nil when there are none now.
    func process(from: Int64, limit: ReadLimit, capturesState: Bool) throws -> ProcessedStep? {
        guard let records = try read(from: from, limit: limit) else { return nil }
        precondition(records.next > from, "a read moves the lane")
        var step = try operation.process(records, from: from)
        if let gap, gap.lowerBound == from { step.events.lost = gap }
        let state = capturesState ? try operation.state() : nil
        let summary = ProcessedStep(
            until: step.until, records: step.events.records.count, bytes: step.byteCount,
            memory: step.memoryByteCount, sourceEnd: source.end(of: lane),
            watermark: step.watermark, halt: step.halt, state: state)
        steps.withLock { $0.append(step) }
        return summary
    }

    /// The operator's state, for a snapshot when nothing is being processed.
    func state() throws -> Batch { try operation.state() }

    /// Encodes the oldest waiting step into the lane's files.
    func encode() throws -> EncodedStep {
        let step = steps.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        guard let step else { preconditionFailure("a step waits when one is encoded") }
        return try writers.withLock { writers in
            EncodedStep(until: step.until, backlog: try writers.append(step))
        }
    }

    /// Takes what the tables at `indices` have collected.
    func detach(_ indices: [Int]) -> [Int: CommitPart] {
        writers.withLock { writers in
            var parts: [Int: CommitPart] = [:]
            for index in indices { parts[index] = writers.detach(index) }
            return parts
        }
    }

    /// Drops everything that the lane has in memory, its source and its archive.
    func close() {
        source.close(lane)
        archive.close(lane)
        steps.withLock { $0.removeAll() }
        writers.withLock { $0.abandon() }
    }

    private func read(from: Int64, limit: ReadLimit) throws -> RecordBatch? {
        if let gap, gap.lowerBound == from { return RecordBatch(next: gap.upperBound) }
        if from < archivedUntil {
            return try archive.read(lane, range: from..<archivedUntil, limit: limit)
        }
        return try source.read(lane, limit: limit)
    }
}

/// What processing one batch came to.
struct ProcessedStep: Sendable {
    let until: Int64
    let records: Int
    let bytes: Int
    /// The bytes of memory that the step takes until it is encoded.
    let memory: Int
    /// The end of the lane in the source, as last heard.
    let sourceEnd: Int64?
    let watermark: Int64?
    let halt: LaneHalt?
    let state: Batch?
}

/// What encoding one step came to.
struct EncodedStep: Sendable {
    let until: Int64
    let backlog: [TableBacklog]
}
