/// A good tick on its way into windows.
struct Trade {
    let eventTime: Int64
    let price: Int64
    let size: Int64
    /// Price times size, exact.
    let notional: Int128
    let sequence: Int64
    let hasSequence: Bool
    let offset: Int64
}

/// The bar of one symbol and window, as far as it has come.
struct BarAccumulator: Sendable, BitwiseCopyable {
    var volume: Int128
    var notional: Int128
    var open: Int64
    var high: Int64
    var low: Int64
    var close: Int64
    var firstTime: Int64
    var lastTime: Int64
    var firstSequence: Int64
    var lastSequence: Int64
    var firstOffset: Int64
    var lastOffset: Int64
    var tradeCount: Int64
    var symbol: Int32
    var hasFirstSequence: Bool
    var hasLastSequence: Bool
}

extension BarAccumulator {
    /// Starts a bar with its first tick.
    init(_ trade: Trade, symbol: Int32) {
        volume = Int128(trade.size)
        notional = trade.notional
        open = trade.price
        high = trade.price
        low = trade.price
        close = trade.price
        firstTime = trade.eventTime
        lastTime = trade.eventTime
        firstSequence = trade.sequence
        lastSequence = trade.sequence
        firstOffset = trade.offset
        lastOffset = trade.offset
        tradeCount = 1
        self.symbol = symbol
        hasFirstSequence = trade.hasSequence
        hasLastSequence = trade.hasSequence
    }

    /// Adds a tick whose offset is beyond those of all before it.
    ///
    /// The sums have been checked to have room: a size is too small to fill one, and the lane
    /// looks at notionals.
    @inline(__always)
    mutating func add(_ trade: Trade) {
        volume &+= Int128(trade.size)
        notional &+= trade.notional
        high = max(high, trade.price)
        low = min(low, trade.price)
        tradeCount &+= 1
        // At equal time and sequence the lower offset is the first, the higher one the last.
        if trade.eventTime >= lastTime,
            trade.eventTime > lastTime
                || !isBefore(trade.hasSequence, trade.sequence, hasLastSequence, lastSequence)
        {
            close = trade.price
            lastTime = trade.eventTime
            lastSequence = trade.sequence
            hasLastSequence = trade.hasSequence
            lastOffset = trade.offset
        }
        if trade.eventTime <= firstTime,
            trade.eventTime < firstTime
                || isBefore(trade.hasSequence, trade.sequence, hasFirstSequence, firstSequence)
        {
            open = trade.price
            firstTime = trade.eventTime
            firstSequence = trade.sequence
            hasFirstSequence = trade.hasSequence
            firstOffset = trade.offset
        }
    }
}

/// Whether one sequence comes before another; none comes before all.
@inline(__always)
func isBefore(_ hasLeft: Bool, _ left: Int64, _ hasRight: Bool, _ right: Int64) -> Bool {
    guard hasRight else { return false }
    return !hasLeft || left < right
}
