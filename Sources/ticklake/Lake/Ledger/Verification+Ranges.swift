extension Verification {
    /// The ranges of a lane's commits follow each other from the lane's start to its `next`.
    mutating func checkRanges(of table: LedgerTable, starts: [LaneKey: Int64]) {
        for lane in table.lanes {
            let steps = table.steps(of: lane)
            var walk = RangeWalk(table: table.name, lane: lane)
            if !table.isCleaned {
                if let start = starts[lane] {
                    walk.position = start
                } else {
                    walk.report(nil, nil, "the lake does not say where the lane starts")
                }
            }
            for (version, step) in steps { walk.take(version, step.range) }
            walk.end(at: table.next[lane])
            walk.compare(progress: table.commits)
            add(
                "no gap, no overlap", table.name, lane: lane,
                extent: "\(steps.count) commits\(walk.extent)", walk.violations)
        }
    }

    /// No table is beyond RAW.
    mutating func checkAgainstRaw(_ ledger: Ledger) {
        let archives = ledger.tables.filter { $0.layer == "raw" }
        for table in ledger.tables where table.layer != "raw" && !table.next.isEmpty {
            var found: [Violation] = []
            for (lane, next) in table.next.sorted(by: { $0.key < $1.key }) {
                let archived = archives.compactMap { $0.next[lane] }.max()
                if let archived, next <= archived { continue }
                found.append(
                    Violation(
                        table: table.name, lane: lane.description, version: table.version,
                        range: archived.map { $0..<next },
                        message: archived == nil
                            ? "RAW has nothing of the lane"
                            : "the table is beyond RAW"))
            }
            add(
                "not beyond RAW", table.name, extent: "\(table.next.count) lanes", found)
        }
    }

    /// The versions of a source that a derived table covers follow each other.
    mutating func checkSources(_ ledger: Ledger) {
        for table in ledger.tables {
            for (source, next) in table.sourceNext.sorted(by: { $0.key < $1.key }) {
                var found: [Violation] = []
                var position: Int64? = table.isCleaned ? nil : 0
                func report(_ version: Int64?, _ message: String) {
                    found.append(
                        Violation(
                            table: table.name, lane: nil, version: version, range: nil,
                            message: message))
                }
                var count = 0
                for commit in table.commits {
                    for step in commit.sources where step.table == source {
                        count += 1
                        if let position, position != step.range.lowerBound {
                            report(
                                commit.version,
                                "covers \(source) from version \(step.range.lowerBound) "
                                    + "instead of \(position)")
                        }
                        position = step.range.upperBound
                    }
                }
                if let position, position != next {
                    report(nil, "the txn of \(source) is \(next), the commits end at \(position)")
                }
                let newest = ledger.table(source)?.version
                if next > (newest ?? -1) + 1 {
                    let state = newest.map { "it is at \($0)" } ?? "which is missing"
                    report(nil, "covers \(source) to version \(next - 1), \(state)")
                }
                add("no version left out", table.name, extent: "\(source), \(count) commits", found)
            }
        }
    }
}

/// Follows the ranges of one lane in one table.
private struct RangeWalk {
    let table: String
    let lane: LaneKey
    /// Where the next range must begin; nil before the first where the log was cleaned.
    var position: Int64?
    private var first: Int64?
    private(set) var violations: [Verification.Violation] = []

    init(table: String, lane: LaneKey) {
        self.table = table
        self.lane = lane
    }

    /// The offsets that were seen, for the table of checks.
    var extent: String {
        guard let first, let position else { return "" }
        return ", \(first)..\(position)"
    }

    mutating func report(_ version: Int64?, _ range: Range<Int64>?, _ message: String) {
        violations.append(
            Verification.Violation(
                table: table, lane: lane.description, version: version, range: range,
                message: message))
    }

    mutating func take(_ version: Int64, _ range: Range<Int64>) {
        if first == nil { first = range.lowerBound }
        if let position, position < range.lowerBound {
            report(version, position..<range.lowerBound, "a gap: no commit covers them")
        } else if let position, position > range.lowerBound {
            report(
                version, range.lowerBound..<min(position, max(range.upperBound, range.lowerBound)),
                "an overlap: covered by earlier commits as well")
        }
        position = max(position ?? range.upperBound, range.upperBound)
    }

    mutating func end(at next: Int64?) {
        guard let next else {
            report(nil, nil, "has commits of the lane, but no txn for it")
            return
        }
        guard let position, position != next else { return }
        report(
            nil, min(position, next)..<max(position, next),
            "the commits end at \(position), the txn says \(next)")
    }

    /// Every `txn` of the lane has an audit that ends where it says.
    mutating func compare(progress commits: [LedgerCommit]) {
        for commit in commits {
            guard let next = commit.progress[lane], commit.restored == nil else { continue }
            let steps = commit.steps.filter { $0.lane == lane }
            if steps.isEmpty {
                report(commit.version, nil, "moves the txn to \(next) without an audit")
            } else if let end = steps.last?.range.upperBound, end != next {
                report(
                    commit.version, min(end, next)..<max(end, next),
                    "moves the txn to \(next), the audit says \(end)")
            }
        }
    }
}
