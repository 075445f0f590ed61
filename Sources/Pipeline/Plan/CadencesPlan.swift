/// When something is due: after a time, or after so many bytes, whichever comes first.
public struct Cadence: Sendable, Equatable {
    /// Nanoseconds since the last time.
    public var interval: Int64
    /// Bytes since the last time, of one lane; nil when only time counts.
    ///
    /// What is counted is said where the cadence is used.
    public var bytes: Int64?

    /// Makes a cadence.
    public init(interval: Int64, bytes: Int64? = nil) {
        self.interval = interval
        self.bytes = bytes
    }
}

/// When tables commit, and when state is saved.
public struct CadencesPlan: Sendable, Equatable {
    /// RAW, BRONZE and QUARANTINE; bytes are those of the files to be committed, compressed, of a
    /// lane in a table.
    ///
    /// RAW commits with every other table, so with the fastest.
    public var raw: Cadence
    /// SILVER; no bytes.
    public var silver: Cadence
    /// GOLD.
    public var gold: Cadence
    /// How long a table without rows for a lane may hold recovery back; nanoseconds.
    public var quietTransaction: Int64
    /// State snapshots; bytes are those of the keys and values that a lane has read.
    public var stateSnapshot: Cadence

    /// Makes a plan.
    public init(
        raw: Cadence = Cadence(interval: 10_000_000_000, bytes: 128_000_000),
        silver: Cadence = Cadence(interval: 1_000_000_000),
        gold: Cadence = Cadence(interval: 10_000_000_000),
        quietTransaction: Int64 = 10_000_000_000,
        stateSnapshot: Cadence = Cadence(interval: 60_000_000_000, bytes: 1_000_000_000)
    ) {
        self.raw = raw
        self.silver = silver
        self.gold = gold
        self.quietTransaction = quietTransaction
        self.stateSnapshot = stateSnapshot
    }
}
