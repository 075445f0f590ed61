public import Columnar

/// A table at a version.
public struct Snapshot: Sendable {
    /// The table.
    public let table: DeltaTable
    /// The version.
    public private(set) var version: Int64
    /// The version of the checkpoint that the reading of the log began with; nil when there was
    /// none.
    public let checkpointVersion: Int64?
    /// What it took to read the log.
    public let opening: OpeningCost
    private(set) var state: TableState
    /// What is in the table, where it is known; see `knownTotals`.
    var totals: FileTotals?
    /// Whether the checksum of this version was read, or is known not to be there.
    var hasLookedForTotals = false
    /// Protocol and metadata, which every readable version has.
    private var essentials: (needs: TableProtocol, metadata: TableMetadata)

    /// What programs must be able to do to read or write the table.
    public var tableProtocol: TableProtocol { essentials.needs }

    /// Schema, partitioning and properties.
    public var metadata: TableMetadata { essentials.metadata }

    /// The columns, partition columns included.
    public var schema: Schema { metadata.schema }

    /// When the newest commit says it was made, in milliseconds since 1970.
    public var timestamp: Int64? { state.timestamp }

    /// The newest commit's time by the table's own clock, if it has one and that commit was read.
    var inCommitTimestamp: Int64? { state.inCommitTimestamp }

    /// The newest commit's `txnId`, if it has one and that commit was read.
    var newestCommitID: String? { state.commitID }

    /// Whether rows never leave the table.
    var isAppendOnly: Bool {
        tableProtocol.features.contains("appendOnly")
            && FeatureUse(metadata).isOn("delta.appendOnly")
    }

    /// Whether the list of files is kept in memory.
    public var keepsFiles: Bool { state.files != nil }

    /// The progress of an application; nil when it never said any.
    public func transaction(_ appID: String) -> AppTransaction? {
        state.transactions[ByteText(appID)]
    }

    /// The progress of all applications, in the order of their names.
    public var transactions: [AppTransaction] {
        state.transactions.values.sorted { $0.appID.precedes($1.appID) }
    }

    /// The setting of a feature.
    public func domain(_ name: String) -> String? { state.domains[ByteText(name)]?.configuration }

    var domains: [DomainMetadata] {
        state.domains.values.sorted { $0.domain.precedes($1.domain) }
    }

    /// Reads the versions that came since; returns their number.
    ///
    /// After a failure the snapshot is at the last version that could be read.
    @discardableResult
    public mutating func update() throws -> Int {
        let before = version
        while let commit = try table.log.commit(version + 1, skippingFiles: !keepsFiles) {
            try advance(over: commit)
        }
        return Int(version - before)
    }

    /// Reads a table up to a listing's version.
    init(_ table: DeltaTable, listing: LogListing, keepingFiles: Bool) throws {
        var state = TableState(keepingFiles: keepingFiles)
        if let place = listing.checkpoint {
            let reader = CheckpointReader(place, in: table.log)
            try reader.read(includingFiles: keepingFiles) { state.apply($0) }
        }
        var opening = OpeningCost(checkpointVersion: listing.checkpoint?.version)
        var skippedCount = 0
        for version in listing.commitsNewestFirst.reversed() {
            let commit = try table.log.requiredCommit(version, skippingFiles: !keepingFiles)
            opening.commitCount += 1
            opening.commitByteCount += commit.byteCount
            skippedCount += commit.skippedCount
            state.apply(commit)
        }
        if let files = state.files {
            totals = files.totals
        } else if skippedCount == 0, listing.checkpoint == nil {
            totals = FileTotals()
        }
        self.table = table
        self.state = state
        version = listing.version
        checkpointVersion = listing.checkpoint?.version
        self.opening = opening
        essentials = try Snapshot.essentials(of: state, at: version)
    }

    /// Goes on to the next version.
    mutating func advance(over commit: Commit) throws {
        precondition(commit.version == version + 1, "versions follow each other")
        state.apply(commit)
        version = commit.version
        totals = state.files?.totals
        hasLookedForTotals = false
        essentials = try Snapshot.essentials(of: state, at: version)
    }

    private static func essentials(
        of state: TableState, at version: Int64
    ) throws -> (TableProtocol, TableMetadata) {
        guard let needs = state.needs else {
            throw DeltaError(.corrupt, "the log has no protocol up to version \(version)")
        }
        // Before anything else is looked at: it may mean something that is not known here.
        try ProtocolGate.checkReading(needs)
        guard let metadata = state.metadata else {
            throw DeltaError(.corrupt, "the log has no metaData up to version \(version)")
        }
        try metadata.checkReadable()
        return (needs, metadata)
    }
}
