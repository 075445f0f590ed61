/// A commit of what several lanes have collected for several tables, under way.
///
/// RAW's tables commit first and the others only what RAW then reflects, so that the lake can
/// always be proven, and made again, from RAW. One flush is under way at a time.
struct Flush {
    enum Phase { case detaching, raw, rest }
    var phase = Phase.detaching
    /// Parts by table path that are still to be committed.
    var waiting: [String: [CommitPart]] = [:]
    /// Commits under way.
    var outstanding = 0
    /// Lanes that have parts in it.
    var lanes: Set<LaneID> = []
    /// Lanes whose other parts must not be committed.
    var excluded: [LaneID: LaneFate] = [:]
    let startedAt: Int64
    /// The bytes of memory that its files hold until it ends.
    var memory = 0
    /// When the last commit so far ended.
    var committedAt: Int64?
}

/// What becomes of a lane after a flush in which it could not take part.
enum LaneFate {
    case fenced(table: String)
    case failed(JobFailure)
}

extension Engine {
    /// Starts a flush when a table is due.
    func scheduleFlush(now: Int64) {
        guard flush == nil else { return }
        let isFull = mustMakeRoom
        var due = dueTables(now: now, all: isFull)
        guard !due.isEmpty else { return }
        if isFull { notify(.memoryFull(bytes: heldMemory, limit: settings.memoryBytes)) }
        for (index, control) in tables.enumerated() where control.table.isRaw { due.insert(index) }
        startFlush(due, now: now)
    }

    private func dueTables(now: Int64, all: Bool) -> Set<Int> {
        var due: Set<Int> = []
        for lane in lanes where lane.isLive {
            // A lane that ends flushes everything, once all it has is encoded.
            let ends = if case .finishing = lane.phase { lane.isQuiet } else { false }
            for (position, table) in lane.setup.tables.enumerated() {
                guard lane.next[position] < lane.encodedUntil else { continue }
                let index = tableIndex[table.path] ?? 0
                if all || ends || isDue(lane, position, tables[index], now: now) {
                    due.insert(index)
                }
            }
        }
        return due
    }

    private func isDue(_ lane: LaneControl, _ position: Int, _ control: TableControl, now: Int64)
        -> Bool
    {
        let cadence = control.table.cadence
        if let bytes = cadence.bytes, lane.backlog[position].bytes >= bytes { return true }
        if let since = lane.backlogSince[position], now - since >= cadence.interval { return true }
        return now - (control.movedAt ?? lane.stateAt) >= max(settings.quietAge, cadence.interval)
    }

    private func startFlush(_ due: Set<Int>, now: Int64) {
        flush = Flush(startedAt: now)
        var wanted: [(LaneRuntime, [Int])] = []
        for index in lanes.indices where lanes[index].isLive {
            guard let runtime = lanes[index].runtime else { continue }
            let positions = lanes[index].setup.tables.indices.filter {
                due.contains(tableIndex[lanes[index].setup.tables[$0].path] ?? -1)
            }
            for position in positions {
                lanes[index].backlogSince[position] = nil
                // Held by the flush from now on.
                flush?.memory += lanes[index].backlog[position].memory
                lanes[index].backlog[position].memory = 0
            }
            wanted.append((runtime, positions))
        }
        let tablesOfLane = Dictionary(
            uniqueKeysWithValues: lanes.map { ($0.lane, $0.setup.tables) })
        let work = wanted
        jobs.append(
            Job(.io, "detach") {
                var parts: [String: [CommitPart]] = [:]
                for (runtime, positions) in work {
                    for (position, part) in runtime.detach(positions).sorted(by: { $0.key < $1.key }
                    ) {
                        guard let table = tablesOfLane[runtime.lane]?[position] else { continue }
                        parts[table.path, default: []].append(part)
                    }
                }
                return .detached(parts)
            })
    }

    func detached(_ parts: [String: [CommitPart]], now: Int64) {
        flush?.waiting = parts
        flush?.lanes = Set(parts.values.joined().map(\.lane))
        flush?.phase = .raw
        commitWaiting(raw: true)
        advanceFlush(now: now)
    }

    /// Starts the commits of the tables that hold records as Kafka gave them, or of all others.
    private func commitWaiting(raw: Bool) {
        guard let current = flush else { return }
        for path in current.waiting.keys.sorted() {
            guard let index = tableIndex[path], tables[index].table.isRaw == raw else { continue }
            let parts = takeParts(path)
            guard !parts.isEmpty else { continue }
            flush?.outstanding += 1
            let table = tables[index].table
            let lake = ports.lake
            jobs.append(
                Job(.io, "commit \(path)") {
                    .committed(path, parts, attempt { try lake.commit(parts, to: table) })
                })
        }
    }

    /// Takes a table's parts without those of lanes that have dropped out.
    private func takeParts(_ path: String) -> [CommitPart] {
        let parts = flush?.waiting.removeValue(forKey: path) ?? []
        var kept: [CommitPart] = []
        for part in parts {
            if flush?.excluded[part.lane] == nil {
                kept.append(part)
            } else {
                part.writer?.abandon()
            }
        }
        return kept
    }

    func committed(
        _ path: String, _ parts: [CommitPart], _ result: Result<CommitResult, JobFailure>,
        now: Int64
    ) {
        flush?.outstanding -= 1
        switch result {
        case .failure(let failure):
            for part in parts { flush?.excluded[part.lane] = .failed(failure) }
        case .success(let outcome):
            noteCommit(path, parts, outcome, now: now)
        }
        advanceFlush(now: now)
    }

    private func noteCommit(
        _ path: String, _ parts: [CommitPart], _ outcome: CommitResult, now: Int64
    ) {
        guard let table = tableIndex[path] else { return }
        for lane in outcome.fenced { flush?.excluded[lane] = .fenced(table: path) }
        guard let version = outcome.version else { return }
        tables[table].movedAt = now
        flush?.committedAt = now
        derived.isStale = true
        var audits: [LaneID: LaneAudit] = [:]
        for part in parts where !outcome.fenced.contains(part.lane) {
            audits[part.lane] = part.audit
            guard let index = laneIndex[part.lane],
                let position = lanes[index].setup.tables.firstIndex(where: { $0.path == path }),
                position < lanes[index].next.count
            else { continue }
            lanes[index].next[position] = part.until
        }
        let took = now - (flush?.startedAt ?? now)
        notify(.committed(table: path, version: version, audits: audits, nanoseconds: took))
        startMaintenance(of: table, now: now)
    }

    /// Goes on to the tables after RAW, or ends the flush.
    private func advanceFlush(now: Int64) {
        guard let current = flush, current.outstanding == 0 else { return }
        if case .raw = current.phase {
            flush?.phase = .rest
            commitWaiting(raw: false)
            guard flush?.outstanding == 0 else { return }
        }
        flush = nil
        if let end = current.committedAt { flushTook = end - current.startedAt }
        let fates = current.excluded
        for lane in fates.keys.sorted() {
            guard let index = laneIndex[lane], lanes[index].isLive, let fate = fates[lane] else {
                continue
            }
            switch fate {
            case .fenced(let table): laneFenced(index, table: table, now: now)
            case .failed(let failure): laneFailed(index, failure, now: now)
            }
        }
        for lane in current.lanes where fates[lane] == nil { forgiveFailures(of: lane) }
        reportProgress()
    }

    /// Counts a lane's failures from none again, once all its tables are beyond the last one.
    ///
    /// A table that never commits would not stop its lane if the others' commits were enough.
    private func forgiveFailures(of lane: LaneID) {
        guard let index = laneIndex[lane], lanes[index].isLive,
            let reached = lanes[index].next.min(), reached > lanes[index].failedAt
        else { return }
        lanes[index].failures = 0
    }

    /// Tells the source how far every table of each lane has come.
    private func reportProgress() {
        var progress: [LaneID: Int64] = [:]
        for lane in lanes where lane.isLive { progress[lane.lane] = lane.next.min() }
        ports.source.report(progress: progress)
    }
}
