public import JSONColumns
import ObjectStorage

/// What the log says about one version.
public struct HistoryEntry: Sendable {
    /// The version.
    public let version: Int64
    /// Who did what, as the writer put it; empty where it said nothing.
    public let info: JSONObject
    /// When, in milliseconds since 1970, as time travel sees it.
    public let timestamp: Int64
    /// What was done.
    public let operation: String?
    /// The number of files that came in.
    public let addedFiles: Int
    /// The number of files that went out.
    public let removedFiles: Int
    /// The progress of applications.
    public let transactions: [AppTransaction]

    init(_ commit: Commit, timestamp: Int64) {
        version = commit.version
        info = commit.info?.object ?? JSONObject()
        self.timestamp = timestamp
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
        let times = try CommitTimes(snapshot())
        var version = times.newest
        while entries.count < limit, version >= 0, let commit = try commit(version) {
            entries.append(HistoryEntry(commit, timestamp: try times.time(of: commit)))
            version -= 1
        }
        return entries
    }
}
