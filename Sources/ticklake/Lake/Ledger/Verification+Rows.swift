import Connectors

extension Verification {
    /// The rows that audits count are those of the files that the commits add.
    mutating func checkRows(of table: LedgerTable) {
        var found: [Violation] = []
        var total: Int64 = 0
        for commit in table.commits {
            // A restore brings back what other commits account for.
            if commit.restored != nil { continue }
            if commit.isDamaged {
                found.append(violation(table, commit, nil, "the audit cannot be read"))
            } else if !commit.isAudited {
                let rows = commit.rows.values.reduce(0) { $0 + ($1 ?? 0) }
                if !table.next.isEmpty, rows > 0 {
                    found.append(violation(table, commit, nil, "adds \(rows) rows, unaudited"))
                }
            } else if commit.sources.isEmpty {
                found += differences(table, commit)
            }
            total += commit.rows.values.reduce(0) { $0 + ($1 ?? 0) }
        }
        add(
            "audited rows are in files", table.name,
            extent: "\(table.commits.count) commits, \(Readable.count(total)) rows", found)
    }

    private func differences(_ table: LedgerTable, _ commit: LedgerCommit) -> [Violation] {
        var found: [Violation] = []
        var unclaimed = commit.rows
        for step in commit.steps {
            let rows = unclaimed.removeValue(forKey: step.lane.description) ?? 0
            if rows == nil {
                found.append(violation(table, commit, step, "a file does not say its rows"))
            } else if let rows, rows != step.rows {
                found.append(
                    violation(
                        table, commit, step,
                        "the audit says \(step.rows) rows, the files have \(rows)"))
            }
            if let (count, what) = step.wanted(in: table), count != step.rows {
                let message = "the audit says \(step.rows) rows, but \(count) \(what)"
                found.append(violation(table, commit, step, message))
            }
        }
        for (lane, rows) in unclaimed.sorted(by: { $0.key < $1.key }) where rows != 0 {
            let whose = lane.isEmpty ? "no lane" : "lane \(lane), which has no audit"
            let count = rows.map { "\($0)" } ?? "an unknown number of"
            found.append(violation(table, commit, nil, "\(count) rows belong to \(whose)"))
        }
        return found
    }

    /// The rows in the files are those that the audits took the digests of.
    mutating func checkContents(of table: LedgerTable) {
        var found: [Violation] = []
        var count = 0
        for commit in table.commits where !commit.contents.isEmpty {
            for step in commit.steps {
                guard let expected = step.digest,
                    let contents = commit.contents[step.lane.description]
                else { continue }
                count += 1
                switch contents {
                case .digest(let digest) where digest == expected: break
                case .digest:
                    found.append(
                        violation(
                            table, commit, step, "the rows are not those that were committed"))
                case .damaged(let reason): found.append(violation(table, commit, step, reason))
                }
            }
        }
        guard count > 0 else { return }
        add("rows match digests", table.name, extent: "\(count) steps", found)
    }

    private func violation(
        _ table: LedgerTable, _ commit: LedgerCommit, _ step: StepRecord?, _ message: String
    ) -> Violation {
        Violation(
            table: table.name, lane: step?.lane.description, version: commit.version,
            range: step?.range, message: message)
    }

    /// Every file that is in the table is there, with its size.
    mutating func checkFiles(of table: LedgerTable) {
        var found: [Violation] = []
        for file in table.files where file.storedSize != file.size {
            let fault =
                file.storedSize.map { "has \($0) bytes instead of \(file.size)" } ?? "is missing"
            found.append(
                Violation(
                    table: table.name, lane: nil, version: table.version, range: nil,
                    message: "\(file.path) \(fault)"))
        }
        let bytes = table.files.reduce(Int64(0)) { $0 + $1.size }
        add(
            "files are there", table.name,
            extent: "\(table.files.count) files, \(Readable.bytes(bytes))", found)
    }
}

extension StepRecord {
    /// What each row of the step is, and how many there must be; nil where rows have no count.
    fileprivate func wanted(in table: LedgerTable) -> (count: Int64, what: String)? {
        if table.layer == "raw" { return (records, "records") }
        if table.layer == "quarantine" {
            return (quarantined.values.reduce(0, +), "quarantined records")
        }
        return table.name == TablePaths.lateTicks ? (late, "late ticks") : nil
    }
}
