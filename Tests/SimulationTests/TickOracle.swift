import Pipeline

/// What the tables of a tick lane hold, computed plainly from the design: one record after the
/// other, dictionaries of strings, nothing shared with the engine.
struct TickOracle {
    /// Rows by table, each row as `column=value` texts of the columns that decide.
    private(set) var tables: [String: [String]] = [:]
    /// The 1m bars, for GOLD.
    private(set) var minuteBars: [Bar] = []

    struct Bar {
        var symbol: String
        var start: Int64
        var ticks: [(key: (Int64, Int64, Int64), price: Int64, size: Int64)] = []
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

    init(_ script: TickScript, raw: String, quarantine: String) {
        for entry in script.entries {
            add(raw, "\(script.lane) offset=\(entry.offset)")
            switch entry.meaning {
            case .tombstone: break
            case .quarantined(let reason):
                add(quarantine, "\(script.lane) offset=\(entry.offset) reason=\(reason)")
            case .heartbeat(let time): advance(time, entry, script.lane)
            case .tick(let tick): take(tick, entry, script.lane, quarantine)
            }
        }
    }

    private mutating func add(_ table: String, _ row: String) {
        tables[table, default: []].append(row)
    }

    private mutating func take(
        _ tick: TickScript.Tick, _ entry: TickScript.Entry, _ lane: LaneID, _ quarantine: String
    ) {
        let key = "\(tick.symbol)|\(tick.id)"
        if let first = seen[key], watermark <= first.time + Self.horizon {
            add(
                quarantine,
                "\(lane) offset=\(entry.offset) reason=duplicate first=\(first.offset)")
            return
        }
        seen[key] = (entry.offset, tick.time)
        add(
            "bronze/ticks",
            "\(lane) offset=\(entry.offset) symbol=\(tick.symbol) ns=\(tick.time) "
                + "price=\(tick.price) size=\(tick.size) id=\(tick.id)")
        for (index, interval) in Self.intervals.enumerated() {
            let start = tick.time / interval.length * interval.length
            if start + interval.length <= watermark {
                let lateness = (watermark - tick.time) / 1_000_000
                add(
                    "silver/late_ticks",
                    "\(lane) offset=\(entry.offset) interval=\(interval.name) "
                        + "start=\(start / 1_000) lateness=\(lateness)")
            } else {
                let key = Key(interval: index, symbol: tick.symbol, start: start)
                open[key, default: Bar(symbol: tick.symbol, start: start)].ticks.append(
                    ((tick.time, tick.sequence ?? -1, entry.offset), tick.price, tick.size))
            }
        }
        advance(min(tick.time, entry.kafkaTime * 1_000_000 + Self.skew), entry, lane)
    }

    private mutating func advance(_ time: Int64, _ entry: TickScript.Entry, _ lane: LaneID) {
        watermark = max(watermark, time - Self.delay)
        for (key, bar) in open where key.start + Self.intervals[key.interval].length <= watermark {
            open[key] = nil
            if key.interval == 0 { minuteBars.append(bar) }
            add("silver/bars", "\(lane) \(Self.text(bar, key.interval)) trigger=\(entry.offset)")
        }
    }

    private static func text(_ bar: Bar, _ interval: Int) -> String {
        let ticks = bar.ticks.sorted { $0.key < $1.key }
        let volume = ticks.reduce(Int128(0)) { $0 + Int128($1.size) }
        let notional = ticks.reduce(Int128(0)) { $0 + Int128($1.price) * Int128($1.size) }
        return
            "interval=\(intervals[interval].name) symbol=\(bar.symbol) start=\(bar.start / 1_000) "
            + "open=\(ticks[0].price) high=\(ticks.map(\.price).max() ?? 0) "
            + "low=\(ticks.map(\.price).min() ?? 0) close=\(ticks[ticks.count - 1].price) "
            + "volume=\(volume) notional=\(notional) count=\(ticks.count) "
            + "first=\(ticks[0].key.2) last=\(ticks[ticks.count - 1].key.2)"
    }
}

extension TickOracle {
    /// `gold/daily_bars` of all lanes' 1m bars; UTC dates as days since the epoch.
    static func dailyBars(_ bars: [Bar]) -> [String] {
        var days: [String: [(key: (Int64, Int64, Int64), price: Int64, size: Int64)]] = [:]
        for bar in bars {
            let day = bar.start / 86_400_000_000_000
            days["symbol=\(bar.symbol) date=\(day)", default: []] += bar.ticks
        }
        return days.map { day, ticks in
            let ticks = ticks.sorted { $0.key < $1.key }
            let volume = ticks.reduce(Int128(0)) { $0 + Int128($1.size) }
            return "\(day) open=\(ticks[0].price) high=\(ticks.map(\.price).max() ?? 0) "
                + "low=\(ticks.map(\.price).min() ?? 0) close=\(ticks[ticks.count - 1].price) "
                + "volume=\(volume) count=\(ticks.count)"
        }
    }
}
