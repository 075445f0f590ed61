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
                LedgerFile(
                    path: path.text, size: file.size, storedSize: sizes[path],
                    rows: file.rowCount))
            guard let onFile, file.size == sizes[path] else { return }
            // Files that are gone or cut short are found by their sizes.
            onFile(path)
            files[files.count - 1].contents = try LedgerContents(of: file, in: snapshot)
        }
        let commits = CommitReading(snapshot: snapshot, files: files)
        self.init(
            name: snapshot.table.folder.text, version: snapshot.version, next: next,
            commits: try commits.all())
        self.sourceNext = sourceNext
        self.files = files
        configuration = snapshot.metadata.configuration[LakeIdentity.configurationProperty]
    }
}

extension LedgerContents {
    /// Reads the rows of a file.
    fileprivate init(of file: AddFile, in snapshot: Snapshot) throws {
        var digest: UInt64 = 0
        do {
            try snapshot.read(file) { digest &+= RowDigest.digest(of: $0) }
            self = .digest(digest)
        } catch let error as DeltaError {
            self = .damaged(error.message)
        }
    }
}

/// Reads the commits of a table, and what the rows that they added came to.
private struct CommitReading {
    let snapshot: Snapshot
    /// What was read of the files that are in the table.
    private let contents: [String: LedgerContents]

    init(snapshot: Snapshot, files: [LedgerFile]) {
        self.snapshot = snapshot
        let pairs = files.compactMap { file in file.contents.map { (file.path, $0) } }
        contents = Dictionary(pairs) { first, _ in first }
    }

    /// The commits that the log still has, oldest first, but for those that a restore has undone.
    func all() throws -> [LedgerCommit] {
        var commits: [LedgerCommit] = []
        var version = snapshot.version
        while version >= 0, let commit = try snapshot.table.commit(version) {
            var record = LedgerCommit(commit)
            try sumRows(of: commit, into: &record)
            commits.append(record)
            version = record.restored ?? version - 1
        }
        return commits.reversed()
    }

    /// Sums up the rows of each lane whose files are all still there: others have been replaced.
    private func sumRows(of commit: Commit, into record: inout LedgerCommit) throws {
        if contents.isEmpty { return }
        for step in record.steps {
            let lane = step.lane.description
            let added = commit.adds.filter { $0.laneTag == lane }
            let read = try added.map { contents[try snapshot.table.path(of: $0).text] }
            guard read.allSatisfy({ $0 != nil }) else { continue }
            record.contents[lane] = read.compactMap(\.self).reduce(.digest(0)) { $0.adding($1) }
        }
    }
}

extension LedgerCommit {
    init(_ commit: Commit) {
        self.init(version: commit.version)
        restored = commit.restoredVersion
        movesRows = commit.adds.contains { !$0.dataChange }
        removesRows = commit.removes.contains(where: \.dataChange)
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

extension Commit {
    /// The version that a restore went back to; nil for any other commit.
    fileprivate var restoredVersion: Int64? {
        guard let info, info["operation"]?.string == "RESTORE",
            let value = info["operationParameters"]?["version"],
            let target = value.int64 ?? value.string.flatMap({ Int64($0) }),
            (0..<version).contains(target)
        else { return nil }
        return target
    }
}
