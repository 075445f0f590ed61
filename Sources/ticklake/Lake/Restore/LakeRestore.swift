import Columnar
package import DeltaLake
import JSONColumns
import ObjectStorage
import Platform

/// Tables of a pipeline's lake that go back to older versions, with the ledger that they hold.
///
/// A table that was made from RAW may go back alone: the service makes again what is taken away,
/// the same rows. RAW is what everything is made from, so that it goes back only with the tables
/// that would be beyond it. State that was saved beyond a table's new place is removed before the
/// table goes back, which costs the next start time and no row.
package struct LakeRestore {
    private let lake: LakeFolder
    private let snapshots: [String: Snapshot]

    /// One table's way back.
    package struct Step {
        /// The table's path in the lake.
        package let name: String
        /// What has to be done.
        package let restoration: Restoration
    }

    /// Reads the tables of a lake as they are.
    package init(_ lake: LakeFolder) throws {
        self.lake = lake
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
    /// Where a table had then come further than RAW says, an earlier version of it is taken.
    ///
    /// - Parameter time: milliseconds since 1970.
    package func steps(at time: Int64) throws -> [Step] {
        let archives = snapshots.keys.filter(Self.isArchive)
        var raw: [LaneKey: Int64] = [:]
        var steps: [Step] = []
        for name in archives.sorted() {
            let step = try step(name, at: time, within: nil)
            raw.merge(step.restoration.lanes) { $1 }
            steps.append(step)
        }
        var others: [Step] = []
        for name in snapshots.keys.sorted() where !Self.isArchive(name) {
            others.append(try step(name, at: time, within: raw))
        }
        return others + steps
    }

    private func step(
        _ name: String, at time: Int64, within raw: [LaneKey: Int64]?
    ) throws -> Step {
        guard let table = snapshots[name]?.table else {
            throw CommandError(.usage, "the lake has no table `\(name)`")
        }
        var version: Int64
        do {
            version = try table.version(at: time)
        } catch let error as DeltaError where error.kind == .notFound {
            // It was made later, or the log begins later.
            guard try table.commit(0) != nil else {
                throw CommandError(
                    .usage, "`\(name)` cannot go back so far", why: "its log begins later",
                    advice: "`ticklake history \(lake.path)/\(name)` lists the versions")
            }
            version = 0
        }
        while true {
            let restoration = try restoration(table, to: version)
            let isBeyond = restoration.lanes.contains { lane, next in
                raw.map { next > $0[lane] ?? .max } ?? false
            }
            guard isBeyond, version > 0 else {
                return Step(name: name, restoration: restoration)
            }
            version -= 1
        }
    }

    private func restoration(_ table: DeltaTable, to version: Int64) throws -> Restoration {
        try Restoration(table, to: version) { application in
            if let lane = LaneKey(application: application) { return try start(of: lane) }
            return SourceKey(application: application) == nil ? nil : 0
        }
    }

    /// Where a lane begins.
    private func start(of lane: LaneKey) throws -> Int64 {
        let path = try StorePath(
            "_ticklake/lanes/\(lane.pipeline)/\(lane.topic)/\(lane.partition).json")
        let value = try lake.store.getIfPresent(path).flatMap { try? JSONValue(parsing: $0) }
        guard let start = value?["start"]?.int64 else {
            throw CommandError(
                .failed, "the lake does not say where lane \(lane) starts",
                why: "\(path) must be {\"start\": <offset>}", advice: "restore it from a backup")
        }
        return start
    }

    private static func isArchive(_ name: String) -> Bool { name.hasPrefix("raw/") }

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

extension LakeRestore {
    /// Takes the tables back, in this order; `onStep` is told each one's new version.
    ///
    /// A crash between two of them leaves tables that are behind RAW, which the service makes good.
    package static func commit(
        _ steps: [Step], in lake: LakeFolder?, onStep: (String, Int64) throws -> Void
    ) throws {
        for step in steps where !step.restoration.missing.isEmpty {
            throw missing(step)
        }
        for step in steps {
            if let lake {
                if isArchive(step.name) { try refuseMoved(step, in: lake) }
                try removeStates(beyond: step, in: lake)
            }
            var random = SystemRandomNumberGenerator()
            let now = SystemClock.wallNanoseconds() / 1_000_000
            let version = try step.restoration.commit(now: now, using: &random)
            try onStep(step.name, version)
        }
    }

    /// Refuses to take RAW back under tables that someone has moved on meanwhile.
    private static func refuseMoved(_ step: Step, in lake: LakeFolder) throws {
        let raw = step.restoration.lanes
        for table in try lake.tables(among: try lake.objects())
        where !isArchive(table.folder.text) {
            for (lane, next) in try table.snapshot().lanes where next > raw[lane] ?? .max {
                throw CommandError(
                    .tryAgain, "\(table.folder) has come to \(next) of lane \(lane) meanwhile",
                    why: "the service is running",
                    advice: "stop it, and restore the lake again")
            }
        }
    }

    /// Removes snapshots of state that were saved beyond where the lanes of a table will stand.
    private static func removeStates(beyond step: Step, in lake: LakeFolder) throws {
        for (lane, next) in step.restoration.lanes {
            let folder = try StorePath(
                "_ticklake/state/\(lane.pipeline)/\(lane.topic)/\(lane.partition)")
            for object in try lake.store.list(folder) {
                guard let offset = Int64(object.path.name.prefix { $0 != "-" }), offset > next
                else { continue }
                try lake.store.delete(object.path)
            }
        }
    }

    static func missing(_ step: Step) -> CommandError {
        let missing = step.restoration.missing
        let shown = missing.prefix(20).map(\.text).joined(separator: ", ")
        let more = missing.count > 20 ? " and \(missing.count - 20) more" : ""
        return CommandError(
            .failed, "version \(step.restoration.target) of `\(step.name)` cannot be restored",
            why: "\(missing.count) of its files are gone: \(shown)\(more)",
            advice: "take a newer version, or bring the files back from a backup")
    }
}

extension Snapshot {
    /// The progress of lanes.
    fileprivate var lanes: [LaneKey: Int64] {
        let pairs = transactions.compactMap { mark in
            LaneKey(application: mark.appID).map { ($0, mark.version) }
        }
        return Dictionary(pairs) { first, _ in first }
    }
}

extension Restoration {
    /// Where lanes will stand.
    fileprivate var lanes: [LaneKey: Int64] {
        var lanes = snapshot.lanes
        for step in progress {
            if let lane = LaneKey(application: step.appID) { lanes[lane] = step.until }
        }
        return lanes
    }
}
