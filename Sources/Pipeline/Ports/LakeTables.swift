public import Columnar

/// The lake's tables and the ledger that they hold.
public protocol LakeTables: Sendable {
    /// For each table the lane's `next`, the first offset that it does not reflect; nil where the
    /// lane has no entry. Reads the newest versions.
    func progress(of lane: LaneID, in tables: [LaneTable]) throws -> [Int64?]

    /// A writer for a lane's rows of a table.
    func writer(for table: LaneTable, lane: LaneID) throws -> any LaneTableWriter

    /// Commits parts of several lanes to a table as one version, each lane by compare-and-swap of
    /// its `next` from `part.from` to `part.until`. Lanes that someone else advanced are left out
    /// and named; the others go through.
    func commit(_ parts: [CommitPart], to table: LaneTable) throws -> CommitResult

    /// Does a step of what keeps a table quick to open and to read: a log checkpoint when enough
    /// commits passed; where it is due, small files joined, or files that no one needs removed.
    func maintain(_ table: LaneTable, _ scope: MaintenanceScope) throws -> MaintenanceReport
}

/// How much of a table's maintenance there is time for.
public enum MaintenanceScope: Sendable {
    /// Whatever is due.
    case everything
    /// A log checkpoint and nothing else: the engine is about to end.
    case checkpoint
}

/// What a step of a table's maintenance did.
public struct MaintenanceReport: Sendable, Equatable {
    /// Small files that were joined.
    public var joinedFiles = 0
    /// The files that took their place.
    public var madeFiles = 0
    /// Files removed from the store, as no one needs them any more.
    public var removedFiles = 0
    /// Their bytes.
    public var removedBytes: Int64 = 0
    /// Files removed from the table's log, as they are older than its retention.
    public var removedLogFiles = 0

    /// A report of nothing.
    public init() {}
}

/// Collects a lane's rows of one table into files that no one sees before the commit.
public protocol LaneTableWriter: AnyObject, Sendable {
    /// Adds rows.
    func append(_ rows: Batch) throws
    /// Makes these rows all that the lane has in the table.
    func replace(_ rows: Batch) throws
    /// The bytes collected so far, as they will be stored.
    var byteCount: Int { get }
    /// The bytes of memory held for what was collected.
    var memoryByteCount: Int { get }
    /// Drops what was collected.
    func abandon()
}

/// A lane's part of a commit.
public struct CommitPart: Sendable {
    /// The lane.
    public let lane: LaneID
    /// What the part reflects: the records `[from, until)`.
    public let audit: LaneAudit
    /// The rows; nil when only the ledger moves.
    public let writer: (any LaneTableWriter)?

    /// The first offset that the part reflects.
    public var from: Int64 { audit.from }
    /// The first offset that it does not reflect.
    public var until: Int64 { audit.until }

    /// Makes a part.
    public init(lane: LaneID, audit: LaneAudit, writer: (any LaneTableWriter)?) {
        self.lane = lane
        self.audit = audit
        self.writer = writer
    }
}

/// What a commit came to.
public struct CommitResult: Sendable {
    /// The version that holds the commit; nil when every lane was fenced.
    public var version: Int64?
    /// Lanes that someone else advanced.
    public var fenced: [LaneID]

    /// Makes a result.
    public init(version: Int64?, fenced: [LaneID] = []) {
        self.version = version
        self.fenced = fenced
    }
}

/// What a commit says about a lane: the range, and what became of its records.
public struct LaneAudit: Sendable, Equatable {
    /// The first offset of the range.
    public var from: Int64
    /// The offset after the range.
    public var until: Int64
    /// Records in the range.
    public var records: Int64 = 0
    /// Rows that the commit adds to the table.
    public var rows: Int64 = 0
    /// Quarantined records by reason, duplicates included.
    public var quarantined: [String: Int64] = [:]
    /// How often each rule flagged a row or sent a record to quarantine, by the rule's name.
    public var rules: [String: Int64] = [:]
    /// Late ticks, counted once for each interval missed.
    public var late: Int64 = 0
    /// Heartbeats.
    public var heartbeats: Int64 = 0
    /// Tombstones.
    public var tombstones: Int64 = 0
    /// Offsets that are lost, accepted by `on_data_loss: continue`.
    public var lost: [Range<Int64>] = []
    /// The lane's watermark at the end of the range, in nanoseconds.
    public var watermark: Int64?
    /// The additive content digest of the rows.
    public var digest: UInt64 = 0

    /// The duplicates among the quarantined.
    public var duplicates: Int64 { quarantined["duplicate"] ?? 0 }

    /// Makes the account of an empty range.
    public init(at offset: Int64) {
        from = offset
        until = offset
    }
}
