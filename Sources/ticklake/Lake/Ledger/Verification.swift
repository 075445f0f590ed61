/// What holding a ledger against its promises came to.
package struct Verification: Sendable {
    /// A promise, for one table or lane.
    package struct Check: Sendable, Equatable {
        /// The promise.
        package let promise: String
        /// The table, or tables.
        package let table: String
        /// The lane; empty where it is about all of the table.
        package let lane: String
        /// What was held against each other: `12 commits`.
        package let extent: String
        /// How many times the promise is broken.
        package let violations: Int
    }

    /// A broken promise.
    package struct Violation: Sendable, Equatable, CustomStringConvertible {
        /// The table.
        package let table: String
        /// The lane; nil where it is about all of the table.
        package let lane: String?
        /// The version that breaks it.
        package let version: Int64?
        /// The offsets that are concerned.
        package let range: Range<Int64>?
        /// What is wrong.
        package let message: String

        /// One line: table, lane, version, range, what is wrong.
        package var description: String {
            let parts = [
                table, lane.map { "lane \($0)" }, version.map { "version \($0)" },
                range.map { "offsets \($0.lowerBound)..\($0.upperBound)" },
            ]
            return parts.compactMap(\.self).joined(separator: ", ") + ": \(message)"
        }
    }

    /// Every check, in order.
    package private(set) var checks: [Check] = []
    /// Every violation.
    package private(set) var violations: [Violation] = []
    /// What could not be verified, and why.
    package private(set) var notes: [String] = []

    /// Holds a ledger against every promise.
    package init(_ ledger: Ledger) {
        for table in ledger.tables {
            if table.isCleaned, let first = table.commits.first {
                notes.append(
                    "\(table.name): the log begins at version \(first.version). older commits "
                        + "were cleaned away and are not verified")
            }
            checkRanges(of: table, starts: ledger.starts)
            checkRows(of: table)
            checkFiles(of: table)
            checkContents(of: table)
            checkTotals(of: table)
            noteLosses(of: table)
        }
        checkPresence(ledger)
        checkStates(ledger)
        checkAgainstRaw(ledger)
        checkSums(ledger)
        checkRecords(ledger)
        checkSources(ledger)
    }

    /// Adds a check with its violations.
    mutating func add(
        _ promise: String, _ table: String, lane: LaneKey? = nil, extent: String,
        _ found: [Violation]
    ) {
        checks.append(
            Check(
                promise: promise, table: table, lane: lane?.description ?? "", extent: extent,
                violations: found.count))
        violations += found
    }

    mutating func note(_ text: String) { notes.append(text) }
}

extension LedgerTable {
    /// The lanes that it knows, in order.
    var lanes: [LaneKey] {
        let stepped = commits.flatMap { $0.steps.map(\.lane) }
        return Set(next.keys).union(stepped).sorted()
    }

    /// The steps of a lane with the versions that made them.
    func steps(of lane: LaneKey) -> [(version: Int64, step: StepRecord)] {
        commits.flatMap { commit in
            commit.steps.filter { $0.lane == lane }.map { (commit.version, $0) }
        }
    }
}
