extension Verification {
    /// RAW rows = BRONZE rows + quarantined + heartbeats + tombstones, per lane, between the
    /// offsets at which commits of all three tables end.
    mutating func checkSums(_ ledger: Ledger) {
        for raw in ledger.tables where raw.layer == "raw" {
            for lane in raw.lanes {
                let parts = ["bronze", "quarantine"].map { layer in
                    ledger.tables.first { $0.layer == layer && $0.next[lane] != nil }
                }
                guard let bronze = parts[0], let quarantine = parts[1] else {
                    // RAW goes first: the others may follow. A missing table is told of elsewhere.
                    note(
                        "\(raw.name), lane \(lane): "
                            + (parts[0] == nil ? "BRONZE" : "quarantine")
                            + " has committed nothing of the lane, so its counts are not verified")
                    continue
                }
                checkSum(lane, SumTables(raw: raw, bronze: bronze, quarantine: quarantine))
            }
        }
    }

    /// All tables have counted the same records as RAW, between the offsets at which commits of
    /// both end.
    mutating func checkRecords(_ ledger: Ledger) {
        for raw in ledger.tables where raw.layer == "raw" {
            for lane in raw.lanes {
                let archived = LaneCounts(raw.steps(of: lane).map(\.step))
                var found: [Violation] = []
                let tables = ledger.tables.filter { $0.layer != "raw" && $0.next[lane] != nil }
                for table in tables {
                    let counts = LaneCounts(table.steps(of: lane).map(\.step))
                    let common = counts.bounds.intersection(archived.bounds).sorted()
                    for (from, until) in zip(common, common.dropFirst()) {
                        let there = archived.sum(from, until).records
                        let here = counts.sum(from, until).records
                        guard here != there else { continue }
                        found.append(
                            Violation(
                                table: table.name, lane: lane.description, version: nil,
                                range: from..<until,
                                message: "made from \(here) records, RAW has \(there)"))
                    }
                }
                add(
                    "made from RAW's records", raw.name, lane: lane,
                    extent: "\(tables.count) tables", found)
            }
        }
    }

    private mutating func checkSum(_ lane: LaneKey, _ tables: SumTables) {
        let all = [tables.raw, tables.bronze, tables.quarantine]
        let counts = all.map { LaneCounts($0.steps(of: lane).map(\.step)) }
        let common = counts.dropFirst().reduce(counts[0].bounds) { $0.intersection($1.bounds) }
            .sorted()
        var found: [Violation] = []
        for (from, until) in zip(common, common.dropFirst()) {
            let sums = counts.map { $0.sum(from, until) }
            let parts = [sums[1].rows, sums[2].rows, sums[1].heartbeats, sums[1].tombstones]
            if parts.reduce(0, +) != sums[0].rows {
                found.append(
                    Violation(
                        table: tables.raw.name, lane: lane.description, version: nil,
                        range: from..<until,
                        message: "\(sums[0].rows) RAW rows, but \(parts[0]) in "
                            + "\(tables.bronze.name) + \(parts[1]) in \(tables.quarantine.name) + "
                            + "\(parts[2]) heartbeats + \(parts[3]) tombstones"))
            }
        }
        let ends = common.first.flatMap { first in common.last.map { ", \(first)..\($0)" } } ?? ""
        add(
            "counts add up", "\(tables.raw.name), \(tables.bronze.name)", lane: lane,
            extent: "\(max(0, common.count - 1)) ranges\(ends)", found)
    }
}

/// The tables between which a lane's records are divided.
private struct SumTables {
    let raw: LedgerTable
    let bronze: LedgerTable
    let quarantine: LedgerTable
}

/// The counts of a lane in one table, summed up from the first step that is known.
private struct LaneCounts {
    struct Sum {
        var records: Int64 = 0
        var rows: Int64 = 0
        var heartbeats: Int64 = 0
        var tombstones: Int64 = 0
    }

    /// The sum of all steps that end at or before an offset at which one ends.
    private var sums: [Int64: Sum] = [:]

    init(_ steps: [StepRecord]) {
        var sum = Sum()
        for step in steps {
            if sums.isEmpty { sums[step.range.lowerBound] = sum }
            sum.records += step.records
            sum.rows += step.rows
            sum.heartbeats += step.heartbeats
            sum.tombstones += step.tombstones
            sums[step.range.upperBound] = sum
        }
    }

    /// The offsets at which a step ends, and the one at which the first begins.
    var bounds: Set<Int64> { Set(sums.keys) }

    /// What lies between two bounds.
    func sum(_ from: Int64, _ until: Int64) -> Sum {
        let (low, high) = (sums[from] ?? Sum(), sums[until] ?? Sum())
        return Sum(
            records: high.records - low.records, rows: high.rows - low.rows,
            heartbeats: high.heartbeats - low.heartbeats,
            tombstones: high.tombstones - low.tombstones)
    }
}
