/// A decoder under fuzzing: anything may be given to it, and all it may do is refuse.
public enum FuzzTarget: String, CaseIterable, Sendable {
    /// The JSON tokenizer, as the tick decoder and as the value parser use it.
    case json
    /// What lies in `_delta_log` as text, and deletion vectors.
    case log
    /// Checkpoints: Parquet that is actions.
    case checkpoint
    /// The Parquet reader.
    case parquet

    /// Feeds an input to the decoder: a broken promise is a trap.
    public func run(_ bytes: [UInt8]) {
        switch self {
        case .json: JSONFuzzing.run(bytes)
        case .log: LogFuzzing.run(bytes)
        case .checkpoint: CheckpointFuzzing.run(bytes)
        case .parquet: ParquetFuzzing.run(bytes)
        }
    }
}
