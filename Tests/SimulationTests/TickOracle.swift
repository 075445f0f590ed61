import Pipeline

/// What the tables of a tick lane hold: one record after the other, dictionaries of texts.
struct TickOracle {
    private(set) var lane: LaneOracle
    /// The 1m bars, for GOLD.
    private(set) var minuteBars: [Bar] = []

    struct Bar {
        var symbol: String
        var start: Int64
        var trades: [Trade] = []
    }

    /// A tick as bars see it.
    struct Trade {
        var time: Int64
        var sequence: Int64?
        var partition: Int32
        var offset: Int64
        var price: Int64
        var size: Int64

        /// The order that decides first and last; scripts have no sequence below zero.
        var order: (Int64, Int64, Int32, Int64) { (time, sequence ?? -1, partition, offset) }
    }

    private struct Key: Hashable {
        var interval: Int
        var symbol: String
        var start: Int64
    }

    static let intervals: [(name: String, length: Int64)] = [
        ("1m", 60_000_000_000), ("5m", 300_000_000_000),
    ]
    private static let delay: Int64 = 10_000_000_000
    private static let skew: Int64 = 60_000_000_000
    private static let horizon: Int64 = 60_000_000_000

    private var watermark = Int64.min
    private var seen: [String: (offset: Int64, time: Int64)] = [:]
    private var open: [Key: Bar] = [:]

    init(_ script: LaneScript) {
        lane = LaneOracle(script)
        for entry in script.entries {
            switch entry.meaning {
            case .heartbeat(let time): advance(time, entry)
            case .tick(let tick): take(tick, entry)
            case .tombstone, .quarantined, .instrument: break
            }
        }
    }

    private mutating func take(_ tick: LaneScript.Tick, _ entry: LaneScript.Entry) {
        let key = "\(tick.symbol)|\(tick.venue ?? "none")|\(tick.id)"
        if let first = seen[key], watermark <= first.time + Self.horizon {
            let detail = "its unique key was first taken at offset \(first.offset)"
            lane.quarantine(
                entry,
                LaneScript.Fault(reason: "duplicate", detail: detail, rule: "duplicate"))
            return
        }
        seen[key] = (entry.offset, tick.time)
        let row = text(tick, entry)
        lane.add("bronze/ticks", row)
        for (index, interval) in Self.intervals.enumerated() {
            let start = tick.time / interval.length * interval.length
            if start + interval.length <= watermark {
                addLate(row, interval.name, start, (watermark - tick.time) / 1_000_000)
            } else {
                let key = Key(interval: index, symbol: tick.symbol, start: start)
                open[key, default: Bar(symbol: tick.symbol, start: start)].trades.append(
                    Trade(
                        time: tick.time, sequence: tick.sequence,
                        partition: lane.script.lane.partition, offset: entry.offset,
                        price: tick.price, size: tick.size))
            }
        }
        advance(min(tick.time, entry.kafkaTime * 1_000_000 + Self.skew), entry)
    }

    private mutating func advance(_ time: Int64, _ entry: LaneScript.Entry) {
        watermark = max(watermark, time - Self.delay)
        for (key, bar) in open where key.start + Self.intervals[key.interval].length <= watermark {
            open[key] = nil
            if key.interval == 0 { minuteBars.append(bar) }
            lane.add("silver/bars", text(bar, key.interval, trigger: entry.offset))
        }
    }

    private func text(_ tick: LaneScript.Tick, _ entry: LaneScript.Entry) -> String {
        PlainRow.text([
            "symbol": .text(tick.symbol), "event_time": .number(tick.time / 1_000),
            "event_time_ns": .number(tick.time), "price": .number(tick.price),
            "size": .number(tick.size), "venue": .text(tick.venue), "trade_id": .text(tick.id),
            "sequence": .number(tick.sequence),
            "conditions": .text(tick.conditions?.joined(separator: ",")),
            "currency": .text(tick.currency), "rescued": .text(tick.rescued),
            "rule_flags": .number(Self.flags(tick)),
            "schema_version": .number(ShippedPlan.schemaVersion),
            "topic": .text(lane.script.lane.topic),
            "partition": .number(lane.script.lane.partition), "offset": .number(entry.offset),
            "kafka_time": .number(entry.kafkaTime * 1_000),
            "event_date": .number(tick.time / 86_400_000_000_000),
        ])
    }

    /// Bit 0 for a symbol that does not look like one, bit 1 for a price above a million.
    private static func flags(_ tick: LaneScript.Tick) -> Int {
        let isOdd = !tick.symbol.utf8.allSatisfy { (0x41...0x5a).contains($0) }
        return (isOdd ? 1 : 0) + (tick.price > 1_000_000_000_000_000 ? 2 : 0)
    }

    private mutating func addLate(
        _ row: String, _ interval: String, _ start: Int64, _ lateness: Int64
    ) {
        let missed = PlainRow.text([
            "interval": .text(interval), "bar_start": .number(start / 1_000),
            "lateness_ms": .number(lateness), "restated": .flag(false),
        ])
        lane.add("silver/late_ticks", "\(row) \(missed)")
    }

    private func text(_ bar: Bar, _ interval: Int, trigger: Int64) -> String {
        let sums = TradeSums(bar.trades)
        let start = bar.start / 1_000
        let end = (bar.start + Self.intervals[interval].length) / 1_000
        let window = PlainRow.text([
            "symbol": .text(bar.symbol), "bar_start": .number(start), "bar_end": .number(end),
        ])
        let rest = PlainRow.text([
            "first_event_time_ns": .number(sums.first.time),
            "last_event_time_ns": .number(sums.last.time),
            "first_sequence": .number(sums.first.sequence),
            "last_sequence": .number(sums.last.sequence), "revision": .number(0),
            "topic": .text(lane.script.lane.topic),
            "partition": .number(lane.script.lane.partition),
            "first_offset": .number(sums.first.offset), "last_offset": .number(sums.last.offset),
            "trigger_offset": .number(trigger), "interval": .text(Self.intervals[interval].name),
            "bar_date": .number(bar.start / 86_400_000_000_000),
        ])
        return "\(window) \(sums.text) \(rest)"
    }
}

/// What some trades add up to: the columns that SILVER's and GOLD's bars have in common.
struct TradeSums {
    let first: TickOracle.Trade
    let last: TickOracle.Trade
    let volume: Int128
    let notional: Int128
    let count: Int
    private let high: Int64
    private let low: Int64

    init(_ trades: [TickOracle.Trade]) {
        let trades = trades.sorted { $0.order < $1.order }
        first = trades[0]
        last = trades[trades.count - 1]
        high = trades.map(\.price).max() ?? 0
        low = trades.map(\.price).min() ?? 0
        volume = trades.reduce(0) { $0 + Int128($1.size) }
        notional = trades.reduce(0) { $0 + Int128($1.price) * Int128($1.size) }
        count = trades.count
    }

    var text: String {
        PlainRow.text([
            "open": .number(first.price), "high": .number(high), "low": .number(low),
            "close": .number(last.price), "volume": .number(volume),
            "notional": .number(notional),
            "vwap": .number(LaneOracle.quotient(notional, volume)), "trade_count": .number(count),
        ])
    }
}
