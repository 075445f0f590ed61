public import JSONColumns

/// What a writer wants to do to a table, in one commit.
public struct Transaction: Sendable {
    /// What the rows of the transaction were made from; others' commits are judged by it.
    public enum Reads: Sendable {
        /// Nothing in this table: whatever others add is no concern.
        case nothing
        /// The files that the transaction removes, and no others.
        case removedFiles
        /// The rows for which a condition is true: files that can be seen to hold none of them, by
        /// their partition values, may come and go.
        case matching(RowCondition)
        /// All that is in the table: a file that comes in or goes out meanwhile is a conflict.
        case wholeTable
        /// The table at this very version: whatever is committed meanwhile is a conflict, whatever
        /// the table's isolation level. `RESTORE` is such, as in Delta's own implementation.
        case version
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
    /// What the rows were made from; by default nothing, or where files are removed those, or where
    /// metadata changes all.
    public var reads: Reads
    /// New metadata, where it changes.
    public var metadata: TableMetadata?
    /// What programs must be able to do from now on, where that changes.
    public var tableProtocol: TableProtocol?
    /// Settings of features and applications that are set or removed.
    public var domains: [DomainMetadata]
    /// The files of the change feed, for changes that files coming and going do not tell.
    public var changes: [ChangeFile]
    /// More members of `commitInfo`.
    public var info: JSONObject

    /// Makes a transaction.
    public init(
        operation: String, operationParameters: [String: String] = [:], adds: [AddFile] = [],
        removes: [RemoveFile] = [], progress: [AppProgress] = [], reads: Reads? = nil,
        metadata: TableMetadata? = nil, tableProtocol: TableProtocol? = nil,
        domains: [DomainMetadata] = [], changes: [ChangeFile] = [], info: JSONObject = [:]
    ) {
        self.operation = operation
        self.operationParameters = operationParameters
        self.adds = adds
        self.removes = removes
        self.progress = progress
        // Whoever changes metadata and says nothing may have looked at everything.
        self.reads =
            reads ?? (metadata != nil ? .wholeTable : removes.isEmpty ? .nothing : .removedFiles)
        self.metadata = metadata
        self.tableProtocol = tableProtocol
        self.domains = domains
        self.changes = changes
        self.info = info
    }

    /// Whether it only adds, and read nothing: foreign writers decide by it.
    var isBlindAppend: Bool {
        guard case .nothing = reads else { return false }
        return removes.isEmpty && metadata == nil && tableProtocol == nil
    }

    /// Whether it takes the place of one version and of no other.
    var replacesVersion: Bool {
        if case .version = reads { return true }
        return false
    }

    /// Whether rows only move between files, as in OPTIMIZE: what it read is still there then,
    /// wherever others put it, as long as nobody removes one of the same files.
    var isRearrangement: Bool {
        !(adds.isEmpty && removes.isEmpty) && metadata == nil
            && adds.allSatisfy { !$0.dataChange } && removes.allSatisfy { !$0.dataChange }
    }
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
