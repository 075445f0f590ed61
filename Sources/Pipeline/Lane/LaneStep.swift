public import Columnar

/// What one batch of a lane's records contributes to each of the lane's tables.
///
/// A step covers the offsets `[from, until)` and is a function of the records before `until` and of
/// the configuration, never of how they were cut into batches.
public struct LaneStep: Sendable {
    /// The first offset that the step covers.
    public var from: Int64
    /// The first offset that it does not cover.
    public var until: Int64
    /// The contribution to each table, in the order of the operator's tables; nil for none.
    public var rows: [TableRows?]
    /// What became of the records.
    public var events: StepEvents
    /// The lane's watermark after the step, in nanoseconds; nil before the first tick.
    public var watermark: Int64?
    /// The bytes of the records, keys and values.
    public var byteCount: Int
    /// Why the lane must stop at `until`, if a rule said so.
    public var halt: LaneHalt?

    /// Makes a step of its parts.
    public init(
        from: Int64, until: Int64, rows: [TableRows?], events: StepEvents, watermark: Int64?,
        byteCount: Int, halt: LaneHalt? = nil
    ) {
        self.from = from
        self.until = until
        self.rows = rows
        self.events = events
        self.watermark = watermark
        self.byteCount = byteCount
        self.halt = halt
    }
}

extension LaneStep {
    /// The bytes of memory that the step takes while it waits.
    var memoryByteCount: Int {
        var total = 8 * (events.records.count + events.late.count)
        for case let rows? in rows {
            total += rows.batch.memoryByteCount + 8 * rows.triggers.count
        }
        return total
    }
}

/// Rows for one table, each with the offset of the record whose processing emitted it.
public struct TableRows: Sendable {
    /// How the rows enter the table.
    public enum Mode: Sendable {
        /// They are added; rows below a table's `next` are left out on re-execution.
        case append
        /// They are all that the lane has in the table from now on.
        case replace
    }

    /// How the rows enter the table.
    public var mode: Mode
    /// The rows, partition columns included.
    public var batch: Batch
    /// The trigger offset of each row, rising; empty for `replace`.
    public var triggers: [Int64]

    /// Rows that are added.
    public static func append(_ batch: Batch, triggers: [Int64]) -> TableRows {
        precondition(triggers.count == batch.rowCount, "every row has a trigger offset")
        return TableRows(mode: .append, batch: batch, triggers: triggers)
    }

    /// Rows that replace all earlier ones of the lane.
    public static func replace(_ batch: Batch) -> TableRows {
        TableRows(mode: .replace, batch: batch, triggers: [])
    }
}

/// What became of a step's records, each kind by offset, so that any sub-range can be counted.
public struct StepEvents: Sendable {
    /// Offsets of all records.
    public var records: [Int64] = []
    /// Offsets of heartbeats.
    public var heartbeats: [Int64] = []
    /// Offsets of tombstones.
    public var tombstones: [Int64] = []
    /// Offsets of late ticks, one entry for each interval missed.
    public var late: [Int64] = []
    /// Offsets of quarantined records; `reasons` runs beside it.
    public var quarantined: [Int64] = []
    /// The reason of each quarantined record, as an index into `reasonCodes`.
    public var reasons: [Int32] = []
    /// The stable reason codes that `reasons` refers to.
    public var reasonCodes: [String] = []
    /// Offsets of records that a rule flagged or sent to quarantine, one entry for each rule;
    /// `rules` runs beside it.
    public var ruled: [Int64] = []
    /// The rule of each entry, as an index into `ruleNames`.
    public var rules: [Int32] = []
    /// The names that `rules` refers to.
    public var ruleNames: [String] = []
    /// A range of offsets that is nowhere any more, accepted by `on_data_loss: continue`.
    public var lost: Range<Int64>?

    /// Makes an account without records.
    public init() {}
}

/// Why a lane must not go on.
public struct LaneHalt: Sendable, Equatable {
    /// What kind of stop it is, by what the operator of the service does about it.
    public enum Kind: Sendable, Equatable {
        /// A record broke a rule whose action is `fail`.
        case dataQuality
        /// Records are gone from Kafka and from RAW, or the topic was made anew.
        case dataLoss
        /// The lake, the state or the configuration contradicts what the lane needs.
        case inconsistent
        /// The lake belongs to another pipeline, or was made under another configuration, or the
        /// configuration asks for what the topic does not have.
        case configuration
        /// A dependency stayed unavailable after all retries.
        case unavailable
    }

    /// The kind of stop.
    public let kind: Kind
    /// What, why and what to do, in one line.
    public let message: String

    /// Makes a halt.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}
