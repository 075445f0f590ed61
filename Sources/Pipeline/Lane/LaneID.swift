/// One partition of one topic: the unit of order, state, watermark and exactly-once.
public struct LaneID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The topic's name.
    public let topic: String
    /// The partition's number.
    public let partition: Int32

    /// Names a lane.
    public init(topic: String, partition: Int32) {
        self.topic = topic
        self.partition = partition
    }

    /// `<topic>/<partition>`, as audit columns and messages have it.
    public var description: String { "\(topic)/\(partition)" }

    /// Orders lanes by topic, then partition.
    public static func < (left: LaneID, right: LaneID) -> Bool {
        (left.topic, left.partition) < (right.topic, right.partition)
    }
}
