/// What the decoder made of one record of a tick lane.
public enum LaneEvent: UInt8, Sendable {
    /// The next row of the ticks.
    case tick
    /// The next row of the rejections: the decoder could make no tick of it.
    case rejected
    /// A heartbeat; its time is the next of the heartbeats' times.
    case heartbeat
    /// A record with a heartbeat's header whose value is not a heartbeat's.
    case badHeartbeat
    /// A null value.
    case tombstone
}

/// A batch of records of a tick lane, decoded: one event a record.
public struct DecodedTicks: Sendable {
    /// What each record is, as many as there are records.
    public var events: [LaneEvent]
    /// The ticks, a row for each `tick`.
    public var ticks: TickColumns
    /// What did not decode, a row for each `rejected`.
    public var rejections: Rejections
    /// The time of each `heartbeat`, in nanoseconds since the epoch.
    public var heartbeatTimes: [Int64]

    /// Makes a decoded batch of its parts.
    public init(
        events: [LaneEvent] = [], ticks: TickColumns = TickColumns(),
        rejections: Rejections = Rejections(), heartbeatTimes: [Int64] = []
    ) {
        self.events = events
        self.ticks = ticks
        self.rejections = rejections
        self.heartbeatTimes = heartbeatTimes
    }
}
