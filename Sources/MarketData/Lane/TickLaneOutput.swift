/// What a batch of records gave, each part with the offsets that caused it.
///
/// Offsets never fall within a part, so that a table which already reflects the records below its
/// `next` leaves out a prefix of the rows.
public struct TickLaneOutput: Sendable {
    /// Rows of the ticks that are good.
    public var good: [Int32] = []
    /// The offset of each good tick.
    public var goodOffsets: [Int64] = []
    /// The warnings' bits of each good tick.
    public var ruleFlags: [Int64] = []
    /// What goes to quarantine: rejected by the decoder or a rule, duplicates, bad heartbeats.
    public var quarantine = Rejections()
    /// The offset of each quarantined record.
    public var quarantineOffsets: [Int64] = []
    /// Which quarantined records are duplicates, as indices into `quarantine`.
    public var duplicates: [Int32] = []
    /// The bars that closed; their trigger offsets are with them.
    public var bars = BarColumns()
    /// The windows that good ticks missed; their offsets are with them.
    public var late = LateTicks()
    /// The offset of each heartbeat that counts.
    public var heartbeatOffsets: [Int64] = []
    /// The offset of each tombstone.
    public var tombstoneOffsets: [Int64] = []
    /// Which rules decided, and when.
    public var ruleHits = RuleHits()
    /// The watermark after the last record, in nanoseconds; `Int64.min` before the first one.
    public var watermark = Int64.min
    /// The offset at which the lane goes on: the batch's `next`, or the record it stopped before.
    public var next: Int64 = 0
    /// Why the lane stopped before the record at `next`; nil when it did not.
    public var stop: LaneStop?

    /// Makes an empty output.
    public init() {}

    /// Makes room for as many good ticks.
    mutating func reserve(ticks: Int) {
        good.reserveCapacity(ticks)
        goodOffsets.reserveCapacity(ticks)
        ruleFlags.reserveCapacity(ticks)
    }
}

/// Why a lane stopped, and before which record.
public struct LaneStop: Sendable, Equatable {
    /// The offset of the record that was not taken.
    public var offset: Int64
    /// The name of the rule with the action `fail`, if that is why.
    public var rule: String?
    /// The reason in words, without the place.
    public var error: MarketDataError

    /// A rule with the action `fail` applied.
    init(offset: Int64, rule: String, detail: String) {
        self.offset = offset
        self.rule = rule
        error = MarketDataError(
            .ruleFailed,
            "rule \(rule): \(detail). mend the source, or change the rule's action")
    }

    /// Something else does not let the lane go on.
    init(offset: Int64, _ kind: MarketDataError.Kind, _ message: String) {
        self.offset = offset
        rule = nil
        error = MarketDataError(kind, message)
    }
}
