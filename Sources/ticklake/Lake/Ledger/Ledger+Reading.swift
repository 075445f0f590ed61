package import DeltaLake
import JSONColumns
package import ObjectStorage

extension Ledger {
    /// Reads the ledger of a lake out of its tables' logs and its lanes' start files.
    package init(_ lake: LakeFolder) throws {
        let objects = try lake.objects()
        var sizes: [StorePath: Int64] = [:]
        for object in objects { sizes[object.path] = Int64(object.size) }
        let tables = try lake.tables(among: objects).map { table in
            do {
                return try LedgerTable(try table.snapshot(), sizes: sizes)
            } catch let error as DeltaError {
                throw CommandError(
                    .failed, "table `\(table.folder)` cannot be read", why: error.message)
            }
        }
        self.init(tables: tables, starts: try Self.starts(lake.store, objects))
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
    package init(_ snapshot: Snapshot, sizes: [StorePath: Int64]) throws {
        var next: [LaneKey: Int64] = [:]
        var sourceNext: [String: Int64] = [:]
        for mark in snapshot.transactions {
            if let lane = LaneKey(application: mark.appID) {
                next[lane] = mark.version
            } else if let source = SourceKey(application: mark.appID) {
                sourceNext[source.table] = mark.version
            }
        }
        self.init(
            name: snapshot.table.folder.text, version: snapshot.version, next: next,
            commits: try Self.commits(snapshot))
        self.sourceNext = sourceNext
        try snapshot.forEachFile { file in
            let path = try snapshot.table.path(of: file)
            files.append(
                LedgerFile(path: path.text, size: file.size, storedSize: sizes[path]))
        }
    }

    /// The commits that the log still has, oldest first.
    private static func commits(_ snapshot: Snapshot) throws -> [LedgerCommit] {
        var commits: [LedgerCommit] = []
        var version = snapshot.version
        while version >= 0, let commit = try snapshot.table.commit(version) {
            commits.append(LedgerCommit(commit))
            version -= 1
        }
        return commits.reversed()
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
