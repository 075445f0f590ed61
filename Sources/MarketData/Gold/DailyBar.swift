import Bytes
import Columnar

/// The place of a tick in the order that decides first and last.
struct TickOrder: Sendable {
    let eventTime: Int64
    let sequence: Int64?
    let lane: LaneName
    let offset: Int64

    func isBefore(_ other: TickOrder) -> Bool {
        if eventTime != other.eventTime { return eventTime < other.eventTime }
        if sequence != other.sequence {
            return MarketData.isBefore(
                sequence != nil, sequence ?? 0, other.sequence != nil, other.sequence ?? 0)
        }
        if lane != other.lane { return lane < other.lane }
        return offset < other.offset
    }
}

/// A lane by its topic's bytes and its partition.
struct LaneName: Sendable, Hashable, Comparable {
    let topic: [UInt8]
    let partition: Int32

    static func < (left: LaneName, right: LaneName) -> Bool {
        if left.topic == right.topic { return left.partition < right.partition }
        return left.topic.lexicographicallyPrecedes(right.topic)
    }
}

/// What the 1m bars of one symbol and session date add up to.
struct DailyBar: Sendable {
    var open: Int64
    var high: Int64
    var low: Int64
    var close: Int64
    var volume: Int128
    var notional: Int128
    var tradeCount: Int64
    var first: TickOrder
    var last: TickOrder

    /// Adds a bar of another window or lane.
    mutating func add(_ other: DailyBar) throws(MarketDataError) {
        volume = try Self.sum(volume, other.volume)
        notional = try Self.sum(notional, other.notional)
        tradeCount += other.tradeCount
        high = max(high, other.high)
        low = min(low, other.low)
        if other.first.isBefore(first) {
            first = other.first
            open = other.open
        }
        if last.isBefore(other.last) {
            last = other.last
            close = other.close
        }
    }

    /// A sum within 38 digits.
    static func sum(_ left: Int128, _ right: Int128) throws(MarketDataError) -> Int128 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        guard !overflow, sum.magnitude <= ExactDivision.digits38Max.magnitude else {
            throw MarketDataError(
                .overflow,
                "a day's sum in GOLD has more than 38 digits. Refuse such prices and sizes by a "
                    + "rule, and replay.")
        }
        return sum
    }
}

/// Rows of `silver/bars` as GOLD reads them.
struct SilverBars {
    let symbol: BinaryColumn
    let start: Column<Int64>
    let revision: Column<Int32>
    private let interval: BinaryColumn
    private let topic: BinaryColumn
    private let partition: Column<Int32>
    private let numbers: [Column<Int64>]
    private let volume: Column<Int128>
    private let notional: Column<Int128>
    private let firstSequence: Column<Int64>
    private let lastSequence: Column<Int64>
    let count: Int

    init(_ batch: Batch) throws(MarketDataError) {
        let stored = StoredColumns(batch)
        symbol = try stored.binary("symbol")
        start = try stored.int64("bar_start")
        revision = try stored.int32("revision")
        interval = try stored.binary("interval")
        topic = try stored.binary("topic")
        partition = try stored.int32("partition")
        volume = try stored.int128("volume")
        notional = try stored.int128("notional")
        firstSequence = try stored.int64("first_sequence")
        lastSequence = try stored.int64("last_sequence")
        var numbers: [Column<Int64>] = []
        for name in Self.numberNames { numbers.append(try stored.int64(name)) }
        self.numbers = numbers
        count = batch.rowCount
    }

    private static let numberNames = [
        "open", "high", "low", "close", "trade_count", "first_event_time_ns",
        "last_event_time_ns", "first_offset", "last_offset",
    ]

    /// Whether a row is a 1m bar, which GOLD is made of.
    func isMinute(_ row: Int) -> Bool {
        let name = interval[row]
        return name.byteCount == 2 && name.byte(at: 0) == 0x31 && name.byte(at: 1) == 0x6d
    }

    /// Whether a row is of a lane.
    func isOf(_ lane: LaneName, _ row: Int) -> Bool {
        partition.values[row] == lane.partition
            && topic[row].equals(lane.topic.span.rawBytes)
    }

    /// The lane of a row.
    func lane(_ row: Int) -> LaneName {
        LaneName(topic: topic[row].copy(), partition: partition.values[row])
    }

    /// The bar of a row.
    func bar(_ row: Int, lane: LaneName) -> DailyBar {
        DailyBar(
            open: numbers[0].values[row], high: numbers[1].values[row],
            low: numbers[2].values[row], close: numbers[3].values[row],
            volume: volume.values[row], notional: notional.values[row],
            tradeCount: numbers[4].values[row],
            first: TickOrder(
                eventTime: numbers[5].values[row], sequence: firstSequence.optional(row),
                lane: lane, offset: numbers[7].values[row]),
            last: TickOrder(
                eventTime: numbers[6].values[row], sequence: lastSequence.optional(row),
                lane: lane, offset: numbers[8].values[row]))
    }
}
