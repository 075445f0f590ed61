/// Where a lane starts that the lake does not know yet.
public enum StartPosition: Sendable, Equatable {
    /// At the first record that Kafka has.
    case earliest
    /// Behind the last record that Kafka has.
    case latest
    /// At the first record whose Kafka timestamp is at or after this, in milliseconds since the
    /// epoch.
    case timestamp(milliseconds: Int64)
    /// At these offsets; lanes that are not named start at their first record.
    case offsets([LaneOffset])
}

/// An offset of a lane.
public struct LaneOffset: Sendable, Equatable {
    /// The topic.
    public var topic: String
    /// The partition.
    public var partition: Int32
    /// The offset.
    public var offset: Int64

    /// Makes an offset of a lane.
    public init(topic: String, partition: Int32, offset: Int64) {
        self.topic = topic
        self.partition = partition
        self.offset = offset
    }

    /// Whether it is an offset of that lane: names are compared byte for byte.
    public func isOf(_ lane: LaneID) -> Bool {
        partition == lane.partition && topic.utf8.elementsEqual(lane.topic.utf8)
    }
}
