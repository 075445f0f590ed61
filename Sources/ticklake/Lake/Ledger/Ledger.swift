/// The ledger of a lake: what its tables' logs say of lanes, as far as the logs still reach.
package struct Ledger: Sendable {
    /// The tables, in the order of their paths.
    package var tables: [LedgerTable]
    /// Where lanes start, as far as the lake says.
    package var starts: [LaneKey: Int64]
    /// The newest snapshot of state of each lane that has any.
    package var states: [LaneKey: Int64] = [:]
    /// Which tables there must be; nil where the lake does not say.
    package var plan: LedgerPlan?
    /// The configurations that tables name and the lake does not hold.
    package var unknownConfigurations: [String] = []

    /// Makes a ledger of its parts.
    package init(tables: [LedgerTable], starts: [LaneKey: Int64]) {
        self.tables = tables
        self.starts = starts
    }
}

/// One table of a ledger.
package struct LedgerTable: Sendable {
    /// The path in the lake.
    package var name: String
    /// The newest version.
    package var version: Int64
    /// The digest of the configuration that it was made under; nil where it does not say.
    package var configuration: String?
    /// The progress of lanes at the newest version.
    package var next: [LaneKey: Int64]
    /// The progress through source tables at the newest version, for a derived table.
    package var sourceNext: [String: Int64] = [:]
    /// The commits that made the table what it is, as far as the log still has them, oldest first:
    /// those that a restore has undone are left out.
    package var commits: [LedgerCommit]
    /// The data files that are in the table and their sizes.
    package var files: [LedgerFile] = []

    /// Makes a table of its parts.
    package init(
        name: String, version: Int64, next: [LaneKey: Int64], commits: [LedgerCommit]
    ) {
        self.name = name
        self.version = version
        self.next = next
        self.commits = commits
    }

    /// Whether older commits were cleaned away.
    package var isCleaned: Bool { commits.first?.version != 0 }

    /// The part of the lake that it belongs to: `raw`, `bronze`.
    package var layer: Substring { name.prefix { $0 != "/" } }
}

/// A data file of a table.
package struct LedgerFile: Sendable {
    /// The path in the lake.
    package var path: String
    /// The size that the log says.
    package var size: Int64
    /// The size that the store says; nil where there is no such file.
    package var storedSize: Int64?
    /// The rows that the log says.
    package var rows: Int64?
    /// What reading the rows came to; nil where they were not read.
    package var contents: LedgerContents?

    /// Makes a file of its parts.
    package init(path: String, size: Int64, storedSize: Int64?, rows: Int64? = nil) {
        self.rows = rows
        self.path = path
        self.size = size
        self.storedSize = storedSize
    }
}

/// What the rows that a commit added for a lane are.
package enum LedgerContents: Sendable {
    /// Their additive digest.
    case digest(UInt64)
    /// They cannot be read, and why.
    case damaged(String)

    /// These rows and others; damaged where one of them is.
    func adding(_ other: LedgerContents) -> LedgerContents {
        switch (self, other) {
        case (.digest(let left), .digest(let right)): .digest(left &+ right)
        case (.damaged, _): self
        case (_, .damaged): other
        }
    }
}

/// One commit of a table.
package struct LedgerCommit: Sendable {
    /// The version that it made.
    package var version: Int64
    /// What it says of lanes.
    package var steps: [StepRecord] = []
    /// What it says of source tables.
    package var sources: [(table: String, range: Range<Int64>)] = []
    /// The version that it went back to; nil for any other commit than a restore.
    package var restored: Int64?
    /// Whether it moves rows between files.
    package var movesRows = false
    /// Whether it takes rows out of the table.
    package var removesRows = false
    /// Whether it has an audit at all.
    package var isAudited = false
    /// Whether a part of the audit makes no sense.
    package var isDamaged = false
    /// The lanes' progress that it sets.
    package var progress: [LaneKey: Int64] = [:]
    /// The rows of the files that bring new rows, by the lane that the files name (empty for
    /// none); nil where a file does not say.
    package var rows: [String: Int64?] = [:]
    /// What reading the rows came to, by lane; empty where they were not read.
    package var contents: [String: LedgerContents] = [:]

    /// Makes a commit that says nothing.
    package init(version: Int64) { self.version = version }
}
