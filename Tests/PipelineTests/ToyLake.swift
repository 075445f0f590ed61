import Bytes
import Columnar
import Pipeline
import Synchronization
import TestSupport

/// Tables in memory with a ledger, whose calls fail by a seed: before they did anything, or after
/// they did it all.
final class ToyLake: LakeTables, StateStore, RecordArchive {
    struct Contents {
        var rows: [String: [LaneID: [[Int64]]]] = [:]
        var next: [String: [LaneID: Int64]] = [:]
        var starts: [LaneID: Int64] = [:]
        var states: [LaneID: [Int64: Batch]] = [:]
        var audits: [String: [LaneID: [LaneAudit]]] = [:]
        var version: Int64 = 0
    }

    private let contents = Mutex(Contents())
    private let faults: Mutex<Faults>
    private let asked = Mutex<[(path: String, scope: MaintenanceScope)]>([])

    struct Faults {
        var random: SplitMix64
        var percent: Int
        /// Why no commit to a table succeeds, by its path.
        var broken: [String: PortError] = [:]

        mutating func draw() -> (before: Bool, after: Bool) {
            let drawn = Int.random(in: 0..<200, using: &random)
            return (drawn < percent, drawn >= 100 && drawn < 100 + percent)
        }
    }

    init(seed: UInt64, faultPercent: Int) {
        faults = Mutex(Faults(random: SplitMix64(seed: seed), percent: faultPercent))
    }

    func calm() { faults.withLock { $0.percent = 0 } }

    /// Lets every commit to a table fail from now on, or none any more.
    func breakCommits(to path: String, _ error: PortError?) {
        faults.withLock { $0.broken[path] = error }
    }

    var snapshot: Contents { contents.withLock { $0 } }

    private func faulty<Value>(_ body: (inout Contents) throws -> Value) throws -> Value {
        let fault = faults.withLock { $0.draw() }
        if fault.before { throw PortError(.retry, "failed before") }
        let value = try contents.withLock { try body(&$0) }
        if fault.after { throw PortError(.retry, "response lost") }
        return value
    }

    func progress(of lane: LaneID, in tables: [LaneTable]) throws -> [Int64?] {
        try faulty { contents in tables.map { contents.next[$0.path]?[lane] } }
    }

    func writer(for table: LaneTable, lane: LaneID) throws -> any LaneTableWriter { ToyWriter() }

    func commit(_ parts: [CommitPart], to table: LaneTable) throws -> CommitResult {
        if let error = faults.withLock({ $0.broken[table.path] }) { throw error }
        return try faulty { contents in
            var fenced: [LaneID] = []
            for part in parts {
                let next = contents.next[table.path]?[part.lane] ?? contents.starts[part.lane]
                guard next == part.from else {
                    fenced.append(part.lane)
                    continue
                }
                if !table.isRaw {
                    let raw = contents.next["raw"]?[part.lane] ?? -1
                    precondition(part.until <= raw, "no table goes beyond RAW")
                }
                contents.next[table.path, default: [:]][part.lane] = part.until
                contents.audits[table.path, default: [:]][part.lane, default: []].append(part.audit)
                guard let writer = part.writer as? ToyWriter else { continue }
                let rows = writer.rows.withLock { $0 }
                if writer.replaces.withLock({ $0 }) {
                    contents.rows[table.path, default: [:]][part.lane] = rows
                } else {
                    contents.rows[table.path, default: [:]][part.lane, default: []] += rows
                }
            }
            guard fenced.count < parts.count else {
                return CommitResult(version: nil, fenced: fenced)
            }
            contents.version += 1
            return CommitResult(version: contents.version, fenced: fenced)
        }
    }

    /// What maintenance was asked for, in order.
    var maintenance: [(path: String, scope: MaintenanceScope)] { asked.withLock { $0 } }

    func maintain(_ table: LaneTable, _ scope: MaintenanceScope) -> MaintenanceReport {
        asked.withLock { $0.append((table.path, scope)) }
        return MaintenanceReport()
    }

    func start(of lane: LaneID) throws -> Int64? { try faulty { $0.starts[lane] } }

    func recordStart(of lane: LaneID, at offset: Int64) throws -> Int64 {
        try faulty { contents in
            let start = contents.starts[lane] ?? offset
            contents.starts[lane] = start
            return start
        }
    }

    func snapshots(of lane: LaneID) throws -> [StateReference] {
        try faulty { contents in
            (contents.states[lane] ?? [:]).keys.sorted(by: >).map {
                StateReference(lane: lane, offset: $0, path: "\($0)")
            }
        }
    }

    func load(_ reference: StateReference) throws -> Batch {
        try faulty { contents in
            guard let state = contents.states[reference.lane]?[reference.offset] else {
                throw PortError(.rebuild, "no such state")
            }
            return state
        }
    }

    func save(_ state: Batch, of lane: LaneID, at offset: Int64) throws {
        try faulty { $0.states[lane, default: [:]][offset] = state }
    }

    /// RAW holds each record's offset and value; timestamps and keys are not needed again.
    func read(_ lane: LaneID, range: Range<Int64>, limit: ReadLimit) throws -> RecordBatch {
        try faulty { contents in
            var batch = RecordBatch(next: range.upperBound)
            for row in contents.rows["raw"]?[lane] ?? [] where range.contains(row[0]) {
                batch.append(offset: row[0], value: row[1])
            }
            return batch
        }
    }

    func lastRecord(of lane: LaneID, below next: Int64) throws -> RecordBatch? {
        try faulty { contents in
            guard
                let row = contents.rows["raw"]?[lane]?.last(where: { $0[0] < next })
            else { return nil }
            var batch = RecordBatch(next: row[0] + 1)
            batch.append(offset: row[0], value: row[1])
            return batch
        }
    }

    func close(_ lane: LaneID) {}
}

final class ToyWriter: LaneTableWriter {
    let rows = Mutex<[[Int64]]>([])
    let replaces = Mutex(false)

    var byteCount: Int { rows.withLock { $0.count * 16 } }
    var memoryByteCount: Int { byteCount }
    func append(_ batch: Batch) { rows.withLock { $0 += batch.toyRows } }
    func replace(_ batch: Batch) {
        rows.withLock { $0 = batch.toyRows }
        replaces.withLock { $0 = true }
    }
    func abandon() { rows.withLock { $0 = [] } }
}

extension Batch {
    /// Rows of a batch of integer columns.
    var toyRows: [[Int64]] {
        (0..<rowCount).map { row in
            columns.map { column in
                guard case .int64(let values) = column else { return -1 }
                return values.values[row]
            }
        }
    }

    init(toy rows: [[Int64]]) {
        let schema = Schema([Field("a", .long), Field("b", .long)])
        self.init(
            schema: schema,
            columns: (0..<2).map { index in .int64(Column(rows.map { $0[index] })) },
            rowCount: rows.count)
    }
}

extension RecordBatch {
    mutating func append(offset: Int64, value: Int64) {
        offsets.append(offset)
        timestamps.append(offset)
        timestampTypes.append(0)
        keys.appendNull()
        values.append(Array("\(value)".utf8).span)
    }
}
