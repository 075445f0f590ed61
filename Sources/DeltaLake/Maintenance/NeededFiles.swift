import Bytes
import JSONColumns
import ObjectStorage

/// The files that a table, its readers and its writers may still want.
///
/// A file takes a few bytes here, so that a table of a million files fits.
struct NeededFiles {
    private var paths: Set<Hash128> = []
    /// The table as far as its log was read.
    private var snapshot: Snapshot

    /// The number of files; one that is named by a whole path counts once for each of its ends.
    var count: Int { paths.count }

    /// Gathers what is live at a snapshot, and what left it at or after `oldest` (milliseconds
    /// since 1970).
    ///
    /// A checkpoint keeps removed files for the table's own retention only: for a longer one the
    /// commits are asked, as far back as the log still has them.
    init(_ snapshot: Snapshot, removedSince oldest: Int64, readingCommits: Bool) throws {
        self.snapshot = snapshot
        let table = snapshot.table
        try snapshot.replay { action in
            switch action {
            case .add(let file):
                try insert(file.path, file.deletionVector, of: table)
            case .remove(let file) where file.deletionTimestamp ?? 0 >= oldest:
                try insert(file.path, file.deletionVector, of: table)
            default: break
            }
        }
        if readingCommits { try insertRemoved(since: oldest) }
    }

    /// What left the table within the retention, by the commits.
    ///
    /// Versions are as old as time travel takes them to be, which rises from each to the next. What
    /// writers say of the time may not: a slow clock makes a commit look older than those before.
    private mutating func insertRemoved(since oldest: Int64) throws {
        let times = try CommitTimes(snapshot)
        var version = snapshot.version
        while version >= 0, let commit = try snapshot.table.commit(version),
            try times.time(of: commit) >= oldest
        {
            for file in commit.removes {
                try insert(file.path, file.deletionVector, of: snapshot.table)
            }
            version -= 1
        }
    }

    /// Adds what commits name that came since the log was read last.
    ///
    /// - Throws: `DeltaError` of kind `unsupported` where the table has a feature now that is not
    ///   known here; `StoreError`.
    mutating func followLog() throws {
        let table = snapshot.table
        while let commit = try table.commit(snapshot.version + 1) {
            try snapshot.advance(over: commit)
            try ProtocolGate.checkWriting(snapshot.tableProtocol, snapshot.metadata)
            for action in commit.actions {
                switch action {
                case .add(let file): try insert(file.path, file.deletionVector, of: table)
                case .remove(let file): try insert(file.path, file.deletionVector, of: table)
                case .change(let file): try insert(file.path, of: table)
                default: break
                }
            }
        }
    }

    /// Whether an object of the table's folder, named relative to it, is needed.
    func contains(_ path: String) -> Bool { paths.contains(path.stableHash) }

    private mutating func insert(
        _ reference: String, _ vector: DeletionVector?, of table: DeltaTable
    ) throws {
        try insert(reference, of: table)
        guard let vector else { return }
        if vector.storageType == "p" {
            insertEnds(of: PercentEncoding.decode(vector.pathOrInline))
        } else if let place = try table.path(of: vector) {
            insert(place, of: table)
        }
    }

    private mutating func insert(_ reference: String, of table: DeltaTable) throws {
        if DeltaTable.isAbsolute(reference) {
            insertEnds(of: PercentEncoding.decode(reference))
        } else {
            insert(try table.path(ofReference: reference), of: table)
        }
    }

    private mutating func insert(_ place: StorePath, of table: DeltaTable) {
        if let path = place.relative(to: table.folder) { paths.insert(path.stableHash) }
    }

    /// Keeps whatever a whole path may mean within the table's folder.
    ///
    /// The folder goes by several names (links, mounts, relative paths), so that a prefix which
    /// does not match proves nothing.
    private mutating func insertEnds(of path: String) {
        var rest = path.utf8[...]
        while let slash = rest.firstIndex(of: UInt8(ascii: "/")) {
            rest = rest[rest.index(after: slash)...]
            paths.insert(String(decoding: rest, as: UTF8.self).stableHash)
        }
    }
}
