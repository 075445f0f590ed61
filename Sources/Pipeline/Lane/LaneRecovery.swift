import Columnar

/// What a lane starts with: its state, and where each table stands.
struct RecoveredLane: Sendable {
    let operation: any LaneOperator
    /// The offset at which the state ends and reading begins.
    let position: Int64
    /// The offset of the state snapshot it began from; nil when it began without.
    let snapshot: Int64?
    /// For each table the first offset that it does not reflect.
    let next: [Int64]
    /// Records below this are read from RAW.
    let archivedUntil: Int64
    /// Records that are nowhere any more.
    let gap: Range<Int64>?
    /// The source's end when the lane started.
    let high: Int64
    /// Snapshots that could not be used, with the reason.
    let damaged: [String]
}

/// Finds where a lane stands, from the lake alone.
struct LaneRecovery {
    let setup: LaneSetup
    let ports: EnginePorts
    let acceptsLoss: Bool

    /// The lane as the lake has it; the source is open at its position afterwards.
    func run() throws -> RecoveredLane {
        let lane = setup.lane
        let ledger = try ports.lake.progress(of: lane, in: setup.tables)
        let bounds = try ports.source.bounds(of: lane)
        let begin = try startOffset(ledger, bounds: bounds)
        let next = ledger.map { $0 ?? begin }
        try refuseShorterTopic(next: next, bounds: bounds)
        try refuseOtherRecords(next: next, begin: begin, bounds: bounds)
        let found = try newestState(atMost: statefulFloor(next, begin), begin: begin)
        let (archivedUntil, gap) = try missing(
            from: found.position, next: next, low: bounds.lowerBound)
        let opened = max(found.position, archivedUntil, gap?.upperBound ?? 0)
        try ports.source.open(lane, at: opened)
        return RecoveredLane(
            operation: found.operation, position: found.position, snapshot: found.snapshot,
            next: next, archivedUntil: archivedUntil, gap: gap, high: bounds.upperBound,
            damaged: found.damaged)
    }

    private func startOffset(_ ledger: [Int64?], bounds: Range<Int64>) throws -> Int64 {
        if let known = try ports.state.start(of: setup.lane) { return known }
        guard ledger.allSatisfy({ $0 == nil }) else {
            throw PortError(
                .halt(.inconsistent),
                "lane \(setup.lane) has progress in its tables but no start position. "
                    + "_ticklake/lanes was lost. restore it or replay into a fresh lake")
        }
        let resolved = try ports.source.resolve(setup.start, for: setup.lane)
        try refuseImpossibleStart(resolved, bounds: bounds)
        return try ports.state.recordStart(of: setup.lane, at: resolved)
    }

    /// Refuses an offset that the configuration names and the lane does not have: what is recorded
    /// stands for ever.
    private func refuseImpossibleStart(_ resolved: Int64, bounds: Range<Int64>) throws {
        guard case .offsets(let named) = setup.start,
            named.contains(where: { $0.isOf(setup.lane) && $0.offset == resolved }),
            resolved < bounds.lowerBound || resolved > bounds.upperBound
        else { return }
        throw PortError(
            .halt(.configuration),
            "lane \(setup.lane) cannot start at offset \(resolved), which `start` names. Kafka has "
                + "the offsets \(bounds.lowerBound) to \(bounds.upperBound) of it, the last one "
                + "for what comes next. correct `start.offsets` in the pipeline file")
    }

    /// The smallest `next` of the tables that depend on the lane's state.
    private func statefulFloor(_ next: [Int64], _ begin: Int64) -> Int64 {
        var floor = Int64.max
        for (index, table) in setup.tables.enumerated() where !table.isRaw {
            floor = min(floor, next[index])
        }
        return floor == .max ? begin : floor
    }

    private struct Found {
        var operation: any LaneOperator
        var position: Int64
        var snapshot: Int64?
        var damaged: [String] = []
    }

    /// The newest usable state at or below `floor`; the empty state at `begin` when there is none.
    private func newestState(atMost floor: Int64, begin: Int64) throws -> Found {
        var damaged: [String] = []
        for reference in try ports.state.snapshots(of: setup.lane)
        where reference.offset <= floor && reference.offset >= begin {
            do {
                let operation = try setup.makeOperator()
                try operation.restore(try ports.state.load(reference))
                return Found(
                    operation: operation, position: reference.offset,
                    snapshot: reference.offset, damaged: damaged)
            } catch {
                // An older snapshot, or the lane from its start, gives the same state.
                damaged.append("\(reference.path): \(error)")
            }
        }
        return Found(operation: try setup.makeOperator(), position: begin, damaged: damaged)
    }

    /// What Kafka no longer has below its low watermark: read from RAW as far as that reaches; the
    /// rest is lost.
    private func missing(from position: Int64, next: [Int64], low: Int64) throws
        -> (archivedUntil: Int64, gap: Range<Int64>?)
    {
        guard position < low else { return (position, nil) }
        let raw = setup.tables.firstIndex(where: \.isRaw).map { next[$0] } ?? position
        let archivedUntil = max(position, min(raw, low))
        guard archivedUntil < low else { return (archivedUntil, nil) }
        guard acceptsLoss else {
            throw PortError(
                .halt(.dataLoss),
                "lane \(setup.lane) lost the offsets [\(archivedUntil), \(low)). Kafka's retention "
                    + "removed them before they reached the lake. set on_data_loss: continue to "
                    + "go on after the gap")
        }
        return (archivedUntil, archivedUntil..<low)
    }
}
