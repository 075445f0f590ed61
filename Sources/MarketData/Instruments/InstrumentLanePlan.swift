public import Columnar

/// What a metadata lane does with its records.
public struct InstrumentLanePlan: Sendable {
    /// The contract's columns in its order; `symbol` is a string, `valid_from` a timestamp.
    public let contract: [Field]
    /// The rules of the contract, made for a schema of `contract`; those about the event time
    /// never apply, as metadata has none.
    public let rules: RuleSet
    /// How far beyond Kafka's time a heartbeat may lie, in nanoseconds.
    public let maxSkew: Int64
    /// How many versions of instruments the lane may hold.
    public let versionsMax: Int
    /// How many bytes the texts of all versions may have.
    public let byteCountMax: Int

    let symbolColumn: Int
    let validFromColumn: Int

    /// Makes a plan; fails with `invalidPlan` where the contract lacks a column it must have.
    public init(
        contract: [Field], rules: RuleSet, maxSkew: Int64 = 60_000_000_000,
        versionsMax: Int = 2_000_000, byteCountMax: Int = 256 << 20
    ) throws(MarketDataError) {
        let schema = Schema(contract)
        guard let symbol = schema.index(of: "symbol"), contract[symbol].type == .string,
            let validFrom = schema.index(of: "valid_from"), contract[validFrom].type == .timestamp
        else {
            throw MarketDataError(
                .invalidPlan,
                "the instruments' contract has no string `symbol` or no timestamp `valid_from`.")
        }
        self.contract = contract
        self.rules = rules
        self.maxSkew = maxSkew
        self.versionsMax = versionsMax
        self.byteCountMax = byteCountMax
        symbolColumn = symbol
        validFromColumn = validFrom
    }
}

/// A batch of records of a metadata lane, decoded: one event a record.
public struct DecodedInstruments: Sendable {
    /// What each record is, as many as there are records; `tick` stands for the next row.
    public var events: [LaneEvent]
    /// The index of each row's record, rising.
    public var record: [Int32]
    /// The rows, in the schema of the contract.
    public var rows: Batch
    /// A JSON object of what the contract has no place for, for each row.
    public var rescued: BinaryColumn
    /// What did not decode, a row for each `rejected`.
    public var rejections: Rejections
    /// The time of each `heartbeat`, in nanoseconds since the epoch.
    public var heartbeatTimes: [Int64]

    /// Makes a decoded batch of its parts.
    public init(
        events: [LaneEvent] = [], record: [Int32] = [], rows: Batch,
        rescued: BinaryColumn = BinaryColumn(), rejections: Rejections = Rejections(),
        heartbeatTimes: [Int64] = []
    ) {
        self.events = events
        self.record = record
        self.rows = rows
        self.rescued = rescued
        self.rejections = rejections
        self.heartbeatTimes = heartbeatTimes
    }
}

/// What a batch of metadata records gave; offsets never fall within a part.
public struct InstrumentLaneOutput: Sendable {
    /// The rows that are good.
    public var good: [Int32] = []
    /// The offset of each good row.
    public var goodOffsets: [Int64] = []
    /// The warnings' bits of each good row.
    public var ruleFlags: [Int64] = []
    /// What goes to quarantine.
    public var quarantine = Rejections()
    /// The offset of each quarantined record.
    public var quarantineOffsets: [Int64] = []
    /// The offset of each heartbeat that counts.
    public var heartbeatOffsets: [Int64] = []
    /// The offset of each tombstone.
    public var tombstoneOffsets: [Int64] = []
    /// Which rules decided, and when.
    public var ruleHits = RuleHits()
    /// Whether the lane's table may have other rows than before.
    public var hasChanged = false
    /// The offset at which the lane goes on.
    public var next: Int64 = 0
    /// Why the lane stopped before the record at `next`; nil when it did not.
    public var stop: LaneStop?

    /// Makes an empty output.
    public init() {}
}
