import Columnar
import Connectors
package import DeltaLake
import JSONColumns
package import ObjectStorage

extension Ledger {
    /// Reads the ledger of a lake out of its tables' logs and its lanes' start files.
    ///
    /// - Parameter onFile: called before each data file that is read; nil reads none.
    package init(_ lake: LakeFolder, onFile: ((StorePath) -> Void)? = nil) throws {
        let objects = try lake.objects()
        var sizes: [StorePath: Int64] = [:]
        for object in objects { sizes[object.path] = Int64(object.size) }
        let tables = try lake.tables(among: objects).map { table in
            do {
                return try LedgerTable(try table.snapshot(), sizes: sizes, onFile: onFile)
            } catch let error as DeltaError {
                throw CommandError(
                    .failed, "table `\(table.folder)` cannot be read", why: error.message)
            }
        }
        self.init(tables: tables, starts: try Self.starts(lake.store, objects))
        states = Self.states(objects)
        for digest in Set(tables.compactMap(\.configuration)).sorted() {
            try readPlan(digest, from: lake.store)
        }
    }

    /// Takes up what a configuration says of tables.
    private mutating func readPlan(_ digest: String, from store: any ObjectStore) throws {
        let path = try StorePath("_ticklake/config/\(digest).json")
        guard let text = try store.getIfPresent(path), let read = LedgerPlan(text, digest: digest)
        else {
            unknownConfigurations.append(digest)
            return
        }
        plan = read
    }

    /// The newest of `_ticklake/state/<pipeline>/<topic>/<partition>/<offset>-<id>.parquet`.
    private static func states(_ objects: [ObjectInfo]) -> [LaneKey: Int64] {
        var states: [LaneKey: Int64] = [:]
        for object in objects {
            let parts = object.path.text.split(separator: "/")
            guard parts.count == 6, parts[0] == "_ticklake", parts[1] == "state",
                let partition = Int32(parts[4]), parts[5].hasSuffix(".parquet"),
                let offset = Int64(parts[5].prefix { $0 != "-" })
            else { continue }
            let lane = LaneKey(
                pipeline: String(parts[2]), topic: String(parts[3]), partition: partition)
            states[lane] = max(states[lane] ?? offset, offset)
        }
        return states
    }

    private static func starts(
        _ store: any ObjectStore, _ objects: [ObjectInfo]
    ) throws -> [LaneKey: Int64] {
        var starts: [LaneKey: Int64] = [:]
        for object in objects {
            guard let lane = lane(ofStartFile: object.path) else { continue }
            let value = try? JSONValue(parsing: try store.get(object.path))
            guard let start = value?["start"]?.int64 else {
                throw CommandError(
                    .failed, "`\(object.path)` does not say where the lane starts",
                    why: "it must be {\"start\": <offset>}", advice: "restore it from a backup")
            }
            starts[lane] = start
        }
        return starts
    }

    /// The lane of `_ticklake/lanes/<pipeline>/<topic>/<partition>.json`.
    private static func lane(ofStartFile path: StorePath) -> LaneKey? {
        let parts = path.text.split(separator: "/")
        guard parts.count == 5, parts[0] == "_ticklake", parts[1] == "lanes",
            parts[4].hasSuffix(".json"), let partition = Int32(parts[4].dropLast(5))
        else { return nil }
        return LaneKey(
            pipeline: String(parts[2]), topic: String(parts[3]), partition: partition)
    }
}

extension LedgerTable {
    /// Reads the ledger of one table.
    package init(
        _ snapshot: Snapshot, sizes: [StorePath: Int64], onFile: ((StorePath) -> Void)? = nil
    ) throws {
        var next: [LaneKey: Int64] = [:]
        var sourceNext: [String: Int64] = [:]
        for mark in snapshot.transactions {
            if let lane = LaneKey(application: mark.appID) {
                next[lane] = mark.version
            } else if let source = SourceKey(application: mark.appID) {
                sourceNext[source.table] = mark.version
            }
        }
        var files: [LedgerFile] = []
        try snapshot.forEachFile { file in
            let path = try snapshot.table.path(of: file)
            files.append(
                LedgerFile(path: path.text, size: file.size, storedSize: sizes[path]))
        }
        var commits = CommitReading(snapshot: snapshot, onFile: onFile)
        // Files that are gone or cut short are found by their sizes.
        commits.readable = Set(files.filter { $0.size == $0.storedSize }.map(\.path))
        self.init(
            name: snapshot.table.folder.text, version: snapshot.version, next: next,
            commits: try commits.all())
        self.sourceNext = sourceNext
        self.files = files
        configuration = snapshot.metadata.configuration[LakeIdentity.configurationProperty]
    }
}

/// Reads the commits of a table, and the rows that they added where that is wanted.
private struct CommitReading {
    let snapshot: Snapshot
    let onFile: ((StorePath) -> Void)?
    /// The paths of the files that are in the table and in the store.
    var readable: Set<String> = []

    /// The commits that the log still has, oldest first.
    func all() throws -> [LedgerCommit] {
        var commits: [LedgerCommit] = []
        var version = snapshot.version
        while version >= 0, let commit = try snapshot.table.commit(version) {
            var record = LedgerCommit(commit)
            if let onFile { try readRows(of: commit, into: &record, onFile) }
            commits.append(record)
            version -= 1
        }
        return commits.reversed()
    }

    /// Reads the rows of each lane whose files are all still there: others have been replaced.
    private func readRows(
        of commit: Commit, into record: inout LedgerCommit, _ onFile: (StorePath) -> Void
    ) throws {
        for step in record.steps {
            let lane = step.lane.description
            let added = commit.adds.filter { $0.laneTag == lane }
            let paths = try added.map { try snapshot.table.path(of: $0) }
            guard paths.allSatisfy({ readable.contains($0.text) }) else { continue }
            var digest: UInt64 = 0
            do {
                for (file, path) in zip(added, paths) {
                    onFile(path)
                    try snapshot.read(file) { digest &+= RowDigest.digest(of: $0) }
                }
                record.contents[lane] = .digest(digest)
            } catch let error as DeltaError {
                record.contents[lane] = .damaged(error.message)
            }
        }
    }
}

extension LedgerCommit {
    init(_ commit: Commit) {
        self.init(version: commit.version)
        if let audit = AuditRecord(info: commit.info) {
            isAudited = true
            isDamaged = audit.isDamaged
            steps = audit.steps
            sources = audit.sources
        }
        for mark in commit.transactions {
            if let lane = LaneKey(application: mark.appID) { progress[lane] = mark.version }
        }
        for file in commit.adds where file.dataChange {
            let lane = file.laneTag ?? ""
            let before = rows[lane] ?? 0
            rows[lane] = before.flatMap { sum in file.rowCount.map { sum + $0 } }
        }
    }
}
