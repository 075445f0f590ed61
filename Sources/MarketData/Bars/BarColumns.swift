public import Columnar

/// Closed bars of one lane, column by column, in the order in which they were emitted.
///
/// That order is fixed: by trigger offset, interval in the plan's order, start, bytes of the
/// symbol.
public struct BarColumns: Sendable {
    /// The index of each bar's interval in the plan.
    public var interval: [Int32]
    /// The symbol.
    public var symbol: BinaryColumn
    /// The start of the window, in microseconds since the epoch.
    public var start: [Int64]
    /// Price of the first tick, in units of 1e-9.
    public var open: [Int64]
    /// Highest price.
    public var high: [Int64]
    /// Lowest price.
    public var low: [Int64]
    /// Price of the last tick.
    public var close: [Int64]
    /// Sum of sizes, in units of 1e-8.
    public var volume: [Int128]
    /// Sum of price times size, in units of 1e-17.
    public var notional: [Int128]
    /// Notional by volume, half to even at 1e-9; null without volume, or beyond 18 digits, which
    /// takes negative sizes.
    public var vwap: Column<Int64>
    /// The number of ticks.
    public var tradeCount: [Int64]
    /// Event time of the tick that gives `open`, in nanoseconds.
    public var firstEventTime: [Int64]
    /// Event time of the tick that gives `close`, in nanoseconds.
    public var lastEventTime: [Int64]
    /// Sequence of the tick that gives `open`.
    public var firstSequence: Column<Int64>
    /// Sequence of the tick that gives `close`.
    public var lastSequence: Column<Int64>
    /// 0 for a bar's first emission.
    public var revision: [Int32]
    /// Offset of the tick that gives `open`.
    public var firstOffset: [Int64]
    /// Offset of the tick that gives `close`.
    public var lastOffset: [Int64]
    /// Offset of the record that closed the window, never falling.
    public var triggerOffset: [Int64]

    /// Makes columns without bars.
    public init() {
        interval = []
        symbol = BinaryColumn()
        start = []
        open = []
        high = []
        low = []
        close = []
        volume = []
        notional = []
        vwap = Column()
        tradeCount = []
        firstEventTime = []
        lastEventTime = []
        firstSequence = Column()
        lastSequence = Column()
        revision = []
        firstOffset = []
        lastOffset = []
        triggerOffset = []
    }

    /// The number of bars.
    public var count: Int { start.count }
}
