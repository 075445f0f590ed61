import Bytes
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
    /// The number of rows in the files that came in, without those that only moved; nil where a
    /// file does not say.
    public let addedRows: Int64?
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
        addedRows = commit.adds.reduce(Int64?(0)) { sum, file in
            guard file.dataChange else { return sum }
            return file.rowCount.flatMap { sum?.addingSaturated($0) }
        }
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

extension DeltaTable {
    /// The versions that can be read: from the oldest of which the log still has all to the newest.
    ///
    /// - Throws: `DeltaError` of kind `notFound` when there is no table.
    public func readableVersions() throws -> ClosedRange<Int64> {
        guard let versions = try LogFolder(log).readableVersions else {
            throw DeltaError(.notFound, "there is no Delta table: \(log.folder) has no commit")
        }
        return versions
    }

    /// When a version was made, in milliseconds since 1970, as time travel sees it.
    ///
    /// - Throws: `DeltaError` of kind `notFound` where the log does not have its commit any more.
    public func time(ofVersion version: Int64) throws -> Int64 {
        guard let commit = try log.commit(version, skippingFiles: true) else {
            throw DeltaError(.notFound, "the log has no commit of version \(version)")
        }
        return try CommitTimes(snapshot()).time(of: commit)
    }
}
