/// The windows that good ticks missed: a row for each tick and interval, in the order of records.
public struct LateTicks: Sendable {
    /// The row of the tick in its `TickColumns`, never falling.
    public var row: [Int32] = []
    /// The index of the interval in the plan.
    public var interval: [Int32] = []
    /// The start of the window that was missed, in microseconds since the epoch.
    public var start: [Int64] = []
    /// The watermark before the record less the event time, rounded down to milliseconds.
    public var latenessMilliseconds: [Int64] = []
    /// Whether the bar was emitted again.
    public var restated: [Bool] = []
    /// The offset of the tick's record, never falling.
    public var offset: [Int64] = []

    /// Makes an empty list.
    public init() {}

    /// The number of missed windows.
    public var count: Int { row.count }
}
