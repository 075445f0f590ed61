public import JSONColumns

/// What a writer wants to do to a table, in one commit.
public struct Transaction: Sendable {
    /// What the rows of the transaction were made from; others' commits are judged by it.
    public enum Reads: Sendable, Equatable {
        /// Nothing in this table: whatever others add is no concern.
        case nothing
        /// The files that the transaction removes, and no others.
        case removedFiles
        /// All that is in the table: a file that comes in or goes out meanwhile is a conflict.
        case wholeTable
    }

    /// What is done, in Delta's words: `STREAMING UPDATE`, `WRITE`, `OPTIMIZE`, `DELETE`.
    public var operation: String
    /// More about what is done, for `DESCRIBE HISTORY`.
    public var operationParameters: [String: String]
    /// The files that come in.
    public var adds: [AddFile]
    /// The files that go out.
    public var removes: [RemoveFile]
    /// The applications that move on with this commit.
    public var progress: [AppProgress]
    /// What the rows were made from.
    public var reads: Reads
    /// New metadata, where it changes.
    public var metadata: TableMetadata?
    /// More members of `commitInfo`.
    public var info: JSONObject

    /// Makes a transaction.
    public init(
        operation: String, operationParameters: [String: String] = [:], adds: [AddFile] = [],
        removes: [RemoveFile] = [], progress: [AppProgress] = [], reads: Reads? = nil,
        metadata: TableMetadata? = nil, info: JSONObject = [:]
    ) {
        self.operation = operation
        self.operationParameters = operationParameters
        self.adds = adds
        self.removes = removes
        self.progress = progress
        self.reads = reads ?? (removes.isEmpty ? .nothing : .removedFiles)
        self.metadata = metadata
        self.info = info
    }

    /// Whether it only adds, and read nothing: foreign writers decide by it.
    var isBlindAppend: Bool { removes.isEmpty && reads == .nothing && metadata == nil }
}

/// The step of an application from one point to the next: a compare-and-swap on its `txn`.
public struct AppProgress: Sendable, Equatable {
    /// The application.
    public let appID: String
    /// The version that its newest `txn` must have; nil for none at all.
    public let from: Int64?
    /// The version that its `txn` has after the commit.
    public let until: Int64

    /// Makes a step.
    public init(appID: String, from: Int64?, until: Int64) {
        self.appID = appID
        self.from = from
        self.until = until
    }
}

/// What a commit came to.
///
/// The snapshot that was committed over is at the newest version then.
public enum CommitOutcome: Sendable, Equatable {
    /// It is version `version` of the table.
    case committed(version: Int64)
    /// Nothing was written: these applications stand elsewhere than expected, here (nil: nowhere).
    case fenced([String: Int64?])
    /// Nothing was written: someone changed what the transaction was made from.
    case conflicted(String)
}
