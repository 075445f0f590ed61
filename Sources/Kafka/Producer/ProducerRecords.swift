public import Columnar

/// Records to be produced, in arenas.
public struct ProducerRecords: Sendable {
    /// The key of each record.
    public var keys: BinaryColumn
    /// The value of each record; null for a tombstone.
    public var values: BinaryColumn
    /// Kafka's timestamp of each record, in milliseconds since the epoch; nil leaves all to the
    /// producer's clock.
    public var timestamps: [Int64]?
    /// The partition of each record; -1, and nil for all, leaves it to the key.
    public var partitions: [Int32]?
    /// The headers of each record, as in `RecordBatch`; nil when none has any.
    public var headers: ListColumn?

    /// Makes records of columns of equal length.
    public init(
        keys: BinaryColumn = BinaryColumn(), values: BinaryColumn = BinaryColumn(),
        timestamps: [Int64]? = nil, partitions: [Int32]? = nil, headers: ListColumn? = nil
    ) {
        self.keys = keys
        self.values = values
        self.timestamps = timestamps
        self.partitions = partitions
        self.headers = headers
    }

    /// The number of records.
    public var count: Int { values.count }

    /// Forgets the records and keeps the memory.
    public mutating func removeAll() {
        keys.removeAll()
        values.removeAll()
        timestamps?.removeAll(keepingCapacity: true)
        partitions?.removeAll(keepingCapacity: true)
        headers = nil
    }

    func checkLengths() {
        precondition(
            keys.count == count && timestamps?.count ?? count == count
                && partitions?.count ?? count == count && headers?.count ?? count == count,
            "the columns of records to produce are as long")
    }
}
