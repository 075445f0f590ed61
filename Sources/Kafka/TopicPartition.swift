/// One partition of one topic: where a lane lies in Kafka.
public struct TopicPartition: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The topic's name.
    public let topic: String
    /// The partition's number, from 0.
    public let partition: Int32

    /// Names a partition.
    public init(_ topic: String, _ partition: Int32) {
        self.topic = topic
        self.partition = partition
    }

    /// The topic and the number, as in `ticks/3`.
    public var description: String { "\(topic)/\(partition)" }

    /// Orders by topic, then by number.
    public static func < (left: TopicPartition, right: TopicPartition) -> Bool {
        (left.topic, left.partition) < (right.topic, right.partition)
    }
}

/// The offsets between which a partition can be read.
public struct Watermarks: Equatable, Sendable {
    /// The first offset that is still there.
    public let low: Int64
    /// The offset that the next record gets; for consumers, where open transactions begin.
    public let high: Int64

    /// Makes a pair of watermarks.
    public init(low: Int64, high: Int64) {
        self.low = low
        self.high = high
    }
}
