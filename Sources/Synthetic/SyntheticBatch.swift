import Bytes

/// The one header that a synthetic record may carry.
public enum SyntheticHeader: UInt8, Sendable, BitwiseCopyable {
    /// No header at all.
    case none
    /// `ticklake-heartbeat`: the record moves the watermark and makes no row.
    case heartbeat
    /// `source`: a header as producers add them, to be kept in RAW.
    case source

    /// The header's key; empty when there is none.
    public var key: [UInt8] {
        switch self {
        case .none: []
        case .heartbeat: Array("ticklake-heartbeat".utf8)
        case .source: Array("source".utf8)
        }
    }

    /// The header's value.
    public var value: [UInt8] {
        switch self {
        case .none: []
        case .heartbeat: Array("1".utf8)
        case .source: Array("synthetic".utf8)
        }
    }
}

/// Where a record's bytes lie in the batch, and what Kafka is to be told beside them.
public struct SyntheticRecord: Sendable, BitwiseCopyable {
    /// The position of the key in the arena; the value follows it.
    let start: Int
    /// The number of bytes of the key.
    let keyCount: Int32
    /// The number of bytes of the value; -1 for a null value.
    let valueCount: Int32
    /// The partition that Kafka's murmur2 partitioner gives the key, or, for a heartbeat, its own.
    public let partition: Int32
    /// The header.
    public let header: SyntheticHeader
    /// Kafka's timestamp, in milliseconds since the epoch.
    public let timestamp: Int64

    /// Whether the value is null.
    public var isTombstone: Bool { valueCount < 0 }
    /// The bytes of key and value together.
    public var byteCount: Int { Int(keyCount) + Int(max(0, valueCount)) }
}

/// Records of one topic in one arena, to be filled again and again.
public struct SyntheticBatch: ~Copyable {
    var arena: ByteWriter
    /// The records, in the order in which they are to be produced.
    public private(set) var records: [SyntheticRecord] = []

    /// Makes an empty batch with room for about `records` ticks.
    public init(records count: Int = 1_024) {
        precondition(count >= 0, "a batch's capacity is not negative")
        arena = ByteWriter(capacity: count * 160)
        records.reserveCapacity(count)
    }

    /// The number of records.
    public var count: Int { records.count }

    /// The bytes of all keys and values.
    public var byteCount: Int { arena.count }

    /// Forgets the records and keeps the memory.
    public mutating func removeAll() {
        arena.removeAll()
        records.removeAll(keepingCapacity: true)
    }

    /// The key of a record.
    @_lifetime(borrow self)
    public func key(_ index: Int) -> RawSpan {
        let record = records[index]
        return arena.bytes.extracting(record.start..<record.start + Int(record.keyCount))
    }

    /// The value of a record; empty for a tombstone, which `isTombstone` tells from an empty value.
    @_lifetime(borrow self)
    public func value(_ index: Int) -> RawSpan {
        let record = records[index]
        let start = record.start + Int(record.keyCount)
        return arena.bytes.extracting(start..<start + Int(max(0, record.valueCount)))
    }

    /// Ends the record that began at `start` of the arena and whose key has `keyCount` bytes.
    @inline(__always)
    mutating func endRecord(
        start: Int, keyCount: Int, partition: Int32, timestamp: Int64,
        header: SyntheticHeader = .none, tombstone: Bool = false
    ) {
        let valueCount = arena.count - start - keyCount
        records.append(
            SyntheticRecord(
                start: start, keyCount: Int32(keyCount),
                valueCount: tombstone ? -1 : Int32(valueCount),
                partition: partition, header: header, timestamp: timestamp))
    }

    /// Appends a heartbeat for a partition.
    ///
    /// It has a key, one for all, because a compacted topic refuses records without.
    mutating func appendHeartbeat(partition: Int32, time: Int64) {
        let start = arena.count
        arena.append(utf8: "ticklake-heartbeat")
        let keyCount = arena.count - start
        arena.append(utf8: "{\"ts\":\"")
        arena.append(time: time)
        arena.append(utf8: "\"}")
        // Rounded up: Kafka's time is never before the time the heartbeat tells.
        let (milliseconds, rest) = time.flooredDivision(by: 1_000_000)
        endRecord(
            start: start, keyCount: keyCount, partition: partition,
            timestamp: milliseconds + (rest > 0 ? 1 : 0), header: .heartbeat)
    }
}
