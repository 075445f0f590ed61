public import JSONColumns
import ObjectStorage

/// What the log says about one version.
public struct HistoryEntry: Sendable {
    /// The version.
    public let version: Int64
    /// Who did what, as the writer put it; empty where it said nothing.
    public let info: JSONObject
    /// When, in milliseconds since 1970, by the writer's clock.
    public let timestamp: Int64?
    /// What was done.
    public let operation: String?
    /// The number of files that came in.
    public let addedFiles: Int
    /// The number of files that went out.
    public let removedFiles: Int
    /// The progress of applications.
    public let transactions: [AppTransaction]

    init(_ commit: Commit) {
        version = commit.version
        info = commit.info?.object ?? JSONObject()
        timestamp = info["timestamp"]?.int64
        operation = info["operation"]?.string
        addedFiles = commit.adds.count
        removedFiles = commit.removes.count
        transactions = commit.transactions
    }
}

extension DeltaTable {
    /// The newest `limit` versions of which the log still has the commit, newest first.
    public func history(limit: Int = .max) throws -> [HistoryEntry] {
        var entries: [HistoryEntry] = []
        var version = try newestVersion()
        while entries.count < limit, version >= 0, let commit = try commit(version) {
            entries.append(HistoryEntry(commit))
            version -= 1
        }
        return entries
    }

    /// The version that was the newest at a time, in milliseconds since 1970.
    ///
    /// Commits count from when their writers say they were made, or else from when their file was.
    ///
    /// - Throws: `DeltaError` of kind `notFound` where the log does not reach back so far.
    public func version(at time: Int64) throws -> Int64 {
        var version = try newestVersion()
        while version >= 0, let commit = try commit(version) {
            let written =
                try commit.info?["timestamp"]?.int64
                ?? store.head(log.path(.commit(version))).modified
            if written <= time { return version }
            version -= 1
        }
        throw DeltaError(.notFound, "the log has no commit as old as that: \(time)")
    }
}
