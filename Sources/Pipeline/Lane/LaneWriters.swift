import Columnar

/// A lane's rows on their way into files, table by table.
///
/// A table that already reflects a part of what is re-executed leaves that part out: rows and
/// counts whose trigger offset lies below the table's `next`.
struct LaneWriters {
    private let lane: LaneID
    private let tables: [LaneTable]
    private let lake: any LakeTables
    private var pending: [Pending]
    /// Whether a step got only into some of the tables, or what was collected is dropped: nothing
    /// may be committed any more.
    private var isTorn = false

    /// What one table has collected since its last part was detached.
    private struct Pending {
        var audit: LaneAudit
        var writer: (any LaneTableWriter)?
    }

    /// Starts with what the tables reflect: `next` of each.
    init(lane: LaneID, tables: [LaneTable], lake: any LakeTables, next: [Int64]) {
        self.lane = lane
        self.tables = tables
        self.lake = lake
        pending = next.map { Pending(audit: LaneAudit(at: $0), writer: nil) }
    }

    /// Adds a step's contribution to every table that does not reflect it yet.
    mutating func append(_ step: LaneStep) throws -> [TableBacklog] {
        precondition(!isTorn, "nothing follows a step that failed half-way")
        isTorn = true
        for index in tables.indices { try append(step, to: index) }
        isTorn = false
        return pending.map { TableBacklog($0.audit, $0.writer) }
    }

    /// Takes what a table has collected, if the ledger is to move at all.
    ///
    /// A flush that began before a step failed may ask after it: then there is nothing to take.
    mutating func detach(_ index: Int) -> CommitPart? {
        if isTorn { return nil }
        let taken = pending[index]
        guard taken.audit.until > taken.audit.from else { return nil }
        pending[index] = Pending(audit: LaneAudit(at: taken.audit.until), writer: nil)
        return CommitPart(lane: lane, audit: taken.audit, writer: taken.writer)
    }

    /// Drops everything, for good.
    mutating func abandon() {
        isTorn = true
        for index in pending.indices {
            pending[index].writer?.abandon()
            pending[index].writer = nil
        }
    }

    private mutating func append(_ step: LaneStep, to index: Int) throws {
        let next = pending[index].audit.until
        guard step.until > next else { return }
        pending[index].audit.add(step, above: next)
        guard let rows = step.rows[index] else { return }
        switch rows.mode {
        case .replace:
            let writer = try writer(index)
            try writer.replace(rows.batch)
            pending[index].audit.rows = Int64(rows.batch.rowCount)
            pending[index].audit.digest = RowDigest.digest(of: rows.batch)
        case .append:
            let kept = rows.triggeredAtOrAbove(next)
            guard kept.rowCount > 0 else { return }
            let writer = try writer(index)
            try writer.append(kept)
            pending[index].audit.rows += Int64(kept.rowCount)
            pending[index].audit.digest &+= RowDigest.digest(of: kept)
        }
    }

    private mutating func writer(_ index: Int) throws -> any LaneTableWriter {
        if let writer = pending[index].writer { return writer }
        let writer = try lake.writer(for: tables[index], lane: lane)
        pending[index].writer = writer
        return writer
    }
}

/// What a table has collected for a lane and not committed.
struct TableBacklog: Sendable {
    var rows: Int64 = 0
    /// The bytes as they will be stored.
    var bytes = 0
    /// The bytes of memory held.
    var memory = 0
}

extension TableBacklog {
    fileprivate init(_ audit: LaneAudit, _ writer: (any LaneTableWriter)?) {
        self.init(
            rows: audit.rows, bytes: writer?.byteCount ?? 0,
            memory: writer?.memoryByteCount ?? 0)
    }
}

extension TableRows {
    /// The rows whose trigger offset is at or above `next`.
    func triggeredAtOrAbove(_ next: Int64) -> Batch {
        guard let first = triggers.first, first < next else { return batch }
        var kept: [Int32] = []
        for index in triggers.indices where triggers[index] >= next { kept.append(Int32(index)) }
        return batch.gathered(kept.span)
    }
}

extension LaneAudit {
    /// Counts the part of a step at or above `next`, and moves the end of the range to its end.
    mutating func add(_ step: LaneStep, above next: Int64) {
        let events = step.events
        until = step.until
        watermark = step.watermark
        records += events.records.countAtOrAbove(next)
        heartbeats += events.heartbeats.countAtOrAbove(next)
        tombstones += events.tombstones.countAtOrAbove(next)
        late += events.late.countAtOrAbove(next)
        if let range = events.lost, range.upperBound > next {
            lost.append(max(range.lowerBound, next)..<range.upperBound)
        }
        quarantined.count(
            events.reasons, events.reasonCodes, at: events.quarantined, above: next)
        rules.count(events.rules, events.ruleNames, at: events.ruled, above: next)
    }
}

extension [String: Int64] {
    /// Counts what has an offset at or above a bound; `kinds` are indices into `names`.
    fileprivate mutating func count(
        _ kinds: [Int32], _ names: [String], at offsets: [Int64], above bound: Int64
    ) {
        guard !offsets.isEmpty else { return }
        var counts = [Int64](repeating: 0, count: names.count)
        for index in offsets.indices where offsets[index] >= bound {
            counts[Int(kinds[index])] += 1
        }
        for index in counts.indices where counts[index] > 0 {
            self[names[index], default: 0] += counts[index]
        }
    }
}

extension [Int64] {
    /// The number of entries, which rise, that are at or above a bound.
    func countAtOrAbove(_ bound: Int64) -> Int64 {
        guard let first, first < bound else { return Int64(count) }
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < bound { low = middle + 1 } else { high = middle }
        }
        return Int64(count - low)
    }
}
