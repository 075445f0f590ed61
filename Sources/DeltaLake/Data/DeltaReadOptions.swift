public import Parquet

/// How the data files of a table are read.
public struct DeltaReadOptions: Sendable {
    /// What a file may ask of its reader; a file that asks for more is refused.
    public var limits = ParquetLimits()
    /// The most rows that are read at once: row groups with more of them come in batches.
    public var batchRowsMax = 1 << 18

    /// The defaults.
    public init() {}
}
