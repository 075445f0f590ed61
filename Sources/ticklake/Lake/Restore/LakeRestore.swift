package import DeltaLake
import ObjectStorage

/// Tables of a pipeline's lake that go back to older versions, with the ledger that they hold.
///
/// A table that was made from RAW may go back alone: the service makes again what is taken away,
/// the same rows. RAW is what everything is made from, so that it goes back only with the tables
/// that would be beyond it. State that was saved beyond a table's new place is removed before the
/// table goes back, which costs the next start time and no row.
package struct LakeRestore {
    private let lake: LakeFolder
    private let snapshots: [String: Snapshot]
    private let starts: LaneStarts

    /// One table's way back.
    package struct Step {
        /// The table's path in the lake.
        package let name: String
        /// What has to be done.
        package let restoration: Restoration
        /// Whether the table was made later than it is taken back to, so that it becomes empty.
        package var isYounger = false
    }

    /// Reads the tables of a lake as they are.
    package init(_ lake: LakeFolder) throws {
        self.lake = lake
        starts = LaneStarts(lake)
        var snapshots: [String: Snapshot] = [:]
        for table in try lake.tables(among: try lake.objects()) {
            snapshots[table.folder.text] = try table.snapshot()
        }
        self.snapshots = snapshots
    }

    /// The way of one table back to a version; the others stay as they are.
    ///
    /// - Throws: `CommandError` where the lake could not be proven, or made again, from RAW then.
    package func step(_ name: String, to version: Int64) throws -> Step {
        guard let snapshot = snapshots[name] else {
            throw CommandError(.usage, "the lake has no table `\(name)`")
        }
        let restoration = try restoration(snapshot.table, to: version)
        var ledgers = snapshots.mapValues(\.lanes)
        ledgers[name] = restoration.lanes
        try refuseBeyondRaw(ledgers, restoring: name)
        return Step(name: name, restoration: restoration)
    }

    /// The way of all tables back to what they were at a time, RAW last.
    ///
    /// Where a table had then come further than RAW says, an earlier version of it is taken. A
    /// table that was made later is taken back to its first version, which is empty.
    ///
    /// - Parameter time: milliseconds since 1970.
    /// - Throws: `CommandError` where no table was there yet: that would empty the lake.
    package func steps(at time: Int64) throws -> [Step] {
        var versions: [String: Int64] = [:]
        for (name, snapshot) in snapshots {
            versions[name] = try version(of: snapshot.table, at: time)
        }
        guard !versions.isEmpty else {
            throw CommandError(
                .usage, "the lake in `\(lake.path)` was not there yet",
                why: "all its tables were made later, and would be empty",
                advice: "`ticklake history \(lake.path)/TABLE` lists versions and their times")
        }
        var raw: [LaneKey: Int64] = [:]
        var steps: [Step] = []
        for name in snapshots.keys.filter(Self.isArchive).sorted() {
            let step = try step(name, versions[name], within: [:])
            raw.merge(step.restoration.lanes) { $1 }
            steps.append(step)
        }
        var others: [Step] = []
        for name in snapshots.keys.sorted() where !Self.isArchive(name) {
            others.append(try step(name, versions[name], within: raw))
        }
        return others + steps
    }

    /// The version of a table at a time; nil where it was made later.
    private func version(of table: DeltaTable, at time: Int64) throws -> Int64? {
        do {
            return try table.version(at: time)
        } catch let error as DeltaError where error.kind == .notFound {
            guard try table.commit(0) != nil else { throw LaneSearch.logBeginsLater(table, lake) }
            return nil
        }
    }

    private func step(
        _ name: String, _ version: Int64?, within raw: [LaneKey: Int64]
    ) throws -> Step {
        guard let table = snapshots[name]?.table else {
            throw CommandError(.usage, "the lake has no table `\(name)`")
        }
        let search = LaneSearch(table, within: raw, lake)
        let found = try search.newestVersion(from: version ?? 0)
        return Step(
            name: name, restoration: try restoration(table, to: found), isYounger: version == nil)
    }

    private func restoration(_ table: DeltaTable, to version: Int64) throws -> Restoration {
        try Restoration(table, to: version) { application in
            if let lane = LaneKey(application: application) { return try starts.start(of: lane) }
            return SourceKey(application: application) == nil ? nil : 0
        }
    }

    /// Whether a table is RAW.
    package static func isArchive(_ name: String) -> Bool { name.hasPrefix("raw/") }

    /// Refuses a lake in which a table reflects what RAW does not.
    private func refuseBeyondRaw(_ ledgers: [String: [LaneKey: Int64]], restoring name: String)
        throws
    {
        let archives = ledgers.filter { Self.isArchive($0.key) }.values
        for (table, lanes) in ledgers.sorted(by: { $0.key < $1.key }) where !Self.isArchive(table) {
            for (lane, next) in lanes.sorted(by: { $0.key < $1.key }) {
                guard let raw = archives.compactMap({ $0[lane] }).max(), next > raw else {
                    continue
                }
                let advice =
                    Self.isArchive(name)
                    ? "take the whole lake back: `ticklake restore \(lake.path) --at TIME`"
                    : "restore an earlier version, or RAW first"
                throw CommandError(
                    .usage, "`\(name)` cannot be restored alone",
                    why: "\(table) would reflect lane \(lane) up to \(next), and RAW only up to "
                        + "\(raw)", advice: advice)
            }
        }
    }
}

extension Snapshot {
    /// The progress of lanes.
    var lanes: [LaneKey: Int64] {
        let pairs = transactions.compactMap { mark in
            LaneKey(application: mark.appID).map { ($0, mark.version) }
        }
        return Dictionary(pairs) { first, _ in first }
    }
}

extension Restoration {
    /// Where lanes will stand.
    var lanes: [LaneKey: Int64] {
        var lanes = snapshot.lanes
        for step in progress {
            if let lane = LaneKey(application: step.appID) { lanes[lane] = step.until }
        }
        return lanes
    }
}
