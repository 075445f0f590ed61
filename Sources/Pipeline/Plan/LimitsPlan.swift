/// What is taken at most.
public struct LimitsPlan: Sendable, Equatable {
    /// The bytes of a record's value; a longer one is quarantined.
    public var recordBytes: Int
    /// How deep JSON may nest; the outermost object is depth 1.
    public var jsonDepth: Int
    /// The bytes of memory within which fetched records, batches and unwritten pages stay.
    ///
    /// The state of lanes has its own bound, `DuplicatesPlan.maxKeysPerLane`.
    public var memoryBytes: Int
    /// The records of one batch of a lane.
    public var batchRows: Int

    /// The most that `batchRows` may be.
    ///
    /// A batch and its columns stay in the processor's caches; more rows only take more memory.
    public static let batchRowsMax = 16_384

    /// The part of `memoryBytes` in which the Kafka client keeps what it has fetched.
    public var clientMemoryBytes: Int { memoryBytes / 8 }

    /// The part of `memoryBytes` that rows of files which are joined may take.
    public var maintenanceMemoryBytes: Int { memoryBytes / 8 }

    /// Makes limits.
    public init(
        recordBytes: Int = 1_048_576, jsonDepth: Int = 64, memoryBytes: Int = 268_435_456,
        batchRows: Int = LimitsPlan.batchRowsMax
    ) {
        self.recordBytes = recordBytes
        self.jsonDepth = jsonDepth
        self.memoryBytes = memoryBytes
        self.batchRows = batchRows
    }
}
