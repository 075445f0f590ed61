/// What is taken at most.
public struct LimitsPlan: Sendable, Equatable {
    /// The bytes of a record's value; a longer one is quarantined.
    public var recordBytes: Int
    /// How deep JSON may nest; the outermost object is depth 1.
    public var jsonDepth: Int
    /// The memory, in bytes, within which batches, state and unwritten pages stay.
    public var memoryBytes: Int
    /// The records of one batch of a lane.
    public var batchRows: Int

    /// Makes limits.
    public init(
        recordBytes: Int = 1_048_576, jsonDepth: Int = 64, memoryBytes: Int = 268_435_456,
        batchRows: Int = 65_536
    ) {
        self.recordBytes = recordBytes
        self.jsonDepth = jsonDepth
        self.memoryBytes = memoryBytes
        self.batchRows = batchRows
    }
}
