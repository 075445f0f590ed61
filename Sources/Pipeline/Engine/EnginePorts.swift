/// Everything that the engine touches outside itself.
public struct EnginePorts: Sendable {
    /// Where records come from.
    public let source: any RecordSource
    /// RAW, for records that the source no longer has.
    public let archive: any RecordArchive
    /// The tables and the ledger.
    public let lake: any LakeTables
    /// Start positions and snapshots of state.
    public let state: any StateStore
    /// GOLD; nil when the pipeline keeps none.
    public let derived: (any DerivedTables)?

    /// Gathers the ports.
    public init(
        source: any RecordSource, archive: any RecordArchive, lake: any LakeTables,
        state: any StateStore, derived: (any DerivedTables)?
    ) {
        self.source = source
        self.archive = archive
        self.lake = lake
        self.state = state
        self.derived = derived
    }
}

/// The engine's numbers; times are nanoseconds.
public struct EngineSettings: Sendable {
    /// How much one read of a lane may return.
    public var readLimit = ReadLimit(records: 16_384, byteCount: 4 << 20)
    /// How many processed steps of a lane may wait to be encoded.
    public var queuedSteps = 2
    /// The bytes of memory that steps and unwritten files may take; beyond it no batch is begun.
    public var memoryBytes = 224 << 20
    /// How often the ledger of a table without rows moves.
    public var quietAge: Int64 = 10_000_000_000
    /// How often a lane's state is written.
    public var stateAge: Int64 = 60_000_000_000
    /// After how many bytes read a lane's state is written.
    public var stateBytes = 1 << 30
    /// How often GOLD is brought up to date.
    public var derivedAge: Int64 = 10_000_000_000
    /// After what time without a commit a table is looked after all the same; nil for never.
    public var upkeepAge: Int64?
    /// How often an operation is tried before its lanes stop.
    public var attempts = 8
    /// The first pause before trying again; it doubles up to `pauseMax`.
    public var pauseMin: Int64 = 200_000_000
    /// The longest pause before trying again.
    public var pauseMax: Int64 = 30_000_000_000
    /// Whether a lane goes on after records that are nowhere any more.
    public var acceptsLoss = false
    /// Whether the engine ends when every lane has reached the source's end of its start.
    public var endsWhenCaughtUp = false
    /// Decides the jitter of pauses.
    public var seed: UInt64 = 0

    /// The defaults.
    public init() {}
}
