/// How event time is read and how long is waited for it.
///
/// Durations in nanoseconds.
public struct EventTimePlan: Sendable, Equatable {
    /// How far the watermark stays behind the highest event time of its lane.
    public var watermarkDelay: Int64
    /// How far ahead of Kafka's timestamp an event time may be.
    public var maxSkew: Int64
    /// The latest event time taken, in nanoseconds since the epoch; nil when there is none.
    public var maxEventTime: Int64?

    /// Makes a plan.
    public init(
        watermarkDelay: Int64 = 10_000_000_000, maxSkew: Int64 = 60_000_000_000,
        maxEventTime: Int64? = nil
    ) {
        self.watermarkDelay = watermarkDelay
        self.maxSkew = maxSkew
        self.maxEventTime = maxEventTime
    }
}

/// How long unique keys are remembered.
public struct DuplicatesPlan: Sendable, Equatable {
    /// A key taken at event time e is known until the watermark is beyond e + horizon; nanoseconds.
    public var horizon: Int64
    /// The most keys a lane remembers.
    ///
    /// A lane that needs more stops with a message: forgetting early would make rows depend on
    /// memory.
    public var maxKeysPerLane: Int

    /// Makes a plan.
    public init(horizon: Int64 = 60_000_000_000, maxKeysPerLane: Int = 4_000_000) {
        self.horizon = horizon
        self.maxKeysPerLane = maxKeysPerLane
    }
}

/// The bars that SILVER makes.
public struct BarsPlan: Sendable, Equatable {
    /// The intervals, shortest first.
    ///
    /// Each divides a day; `1m` is among them, GOLD is made of it.
    public var intervals: [BarInterval]

    /// Makes a plan.
    public init(intervals: [BarInterval] = [.minute, .fiveMinutes]) { self.intervals = intervals }
}

/// The length of a bar, under the name that tables hold.
public struct BarInterval: Sendable, Equatable {
    /// The name: `1s`, `1m`, `5m`, `1h`.
    public var name: String
    /// The length in nanoseconds.
    public var length: Int64

    /// Makes an interval.
    public init(name: String, length: Int64) {
        self.name = name
        self.length = length
    }

    /// One minute.
    public static let minute = BarInterval(name: "1m", length: 60_000_000_000)
    /// Five minutes.
    public static let fiveMinutes = BarInterval(name: "5m", length: 300_000_000_000)
}
