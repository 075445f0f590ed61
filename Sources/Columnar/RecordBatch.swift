/// Consecutive records of one lane, as Kafka gave them, in one arena.
///
/// Offsets rise strictly but may have gaps (compaction, transaction markers). `next` is the offset
/// of the first record that is not in the batch and not before it: at least one more than the last
/// record's, more where the log has nothing up to there.
public struct RecordBatch: Sendable {
    /// The offset of each record.
    public var offsets: [Int64]
    /// Kafka's timestamp of each record, in milliseconds since the epoch; -1 when there is none.
    public var timestamps: [Int64]
    /// Kafka's timestamp type of each record: 0 create time, 1 log append time, -1 none.
    public var timestampTypes: [Int32]
    /// The key of each record.
    public var keys: BinaryColumn
    /// The value of each record; null for a tombstone.
    public var values: BinaryColumn
    /// The headers of each record; nil when no record of the batch has any.
    ///
    /// A record without headers is a null list. Elements are structures of `key` (never null) and
    /// `value`.
    public var headers: ListColumn?
    /// The offset at which the lane goes on.
    public var next: Int64

    /// Makes an empty batch that goes on at `next`.
    public init(next: Int64) {
        offsets = []
        timestamps = []
        timestampTypes = []
        keys = BinaryColumn()
        values = BinaryColumn()
        headers = nil
        self.next = next
    }

    /// The number of records.
    @inlinable public var count: Int { offsets.count }

    /// The bytes of all keys and values.
    public var byteCount: Int { keys.bytes.count + values.bytes.count }

    /// The type of the elements of `headers`.
    public static let headerType = DataType.structure([
        Field("key", .string), Field("value", .binary),
    ])

    /// The records at `range`; `next` is one after the last of them.
    public func extracting(_ range: Range<Int>) -> RecordBatch {
        let rows = range.map { Int32($0) }
        var part = RecordBatch(next: range.isEmpty ? next : offsets[range.upperBound - 1] + 1)
        part.offsets = Array(offsets[range])
        part.timestamps = Array(timestamps[range])
        part.timestampTypes = Array(timestampTypes[range])
        part.keys = keys.gathered(rows.span)
        part.values = values.gathered(rows.span)
        part.headers = headers?.gathered(rows.span)
        return part
    }
}
