/// What GOLD holds: every 1m bar of all lanes by symbol and UTC date, with the instrument at the
/// date's end.
struct GoldOracle {
    private(set) var tables: [String: [String]] = [
        "gold/daily_bars": [], "gold/sector_summary": [],
    ]

    private struct Sector: Hashable {
        var name: String?
        var date: Int64
    }

    private struct Summary {
        var symbols = 0
        var trades = 0
        var volume: Int128 = 0
        var notional: Int128 = 0
        var advancers = 0
        var decliners = 0
        var unchanged = 0
    }

    private static let day: Int64 = 86_400_000_000_000
    private var sectors: [Sector: Summary] = [:]

    init(_ ticks: [TickOracle], _ instruments: [InstrumentOracle]) {
        var sessions: [String: [Int64: [TickOracle.Trade]]] = [:]
        for bar in ticks.flatMap(\.minuteBars) {
            sessions[bar.symbol, default: [:]][bar.start / Self.day, default: []] += bar.trades
        }
        for (symbol, days) in sessions {
            var previous: Int64?
            for date in days.keys.sorted() {
                let sums = TradeSums(days[date] ?? [])
                let end = (date + 1) * Self.day / 1_000
                let held = instruments.compactMap { $0.held(symbol, before: end) }.first
                addBar(symbol, date, sums, previous, held)
                count(sums, previous, in: Sector(name: held?.sector, date: date))
                previous = sums.last.price
            }
        }
        for (sector, summary) in sectors { add(summary, of: sector) }
    }

    private mutating func addBar(
        _ symbol: String, _ date: Int64, _ sums: TradeSums, _ previous: Int64?,
        _ held: LaneScript.Instrument?
    ) {
        let change = previous.map { sums.last.price - $0 }
        // In units of 1e-4 percent.
        let percent = previous.map {
            LaneOracle.quotient(Int128(sums.last.price - $0) * 1_000_000, Int128($0))
        }
        let changes = PlainRow.text(["change": .number(change), "change_pct": .number(percent)])
        tables["gold/daily_bars", default: []].append(
            "\(PlainRow.text(["symbol": .text(symbol)])) \(sums.text) \(changes) "
                + "\(InstrumentOracle.attributes(held)) "
                + PlainRow.text(["session_date": .number(date)]))
    }

    private mutating func count(_ sums: TradeSums, _ previous: Int64?, in sector: Sector) {
        var summary = sectors[sector] ?? Summary()
        summary.symbols += 1
        summary.trades += sums.count
        summary.volume += sums.volume
        summary.notional += sums.notional
        if let previous {
            if sums.last.price > previous { summary.advancers += 1 }
            if sums.last.price < previous { summary.decliners += 1 }
            if sums.last.price == previous { summary.unchanged += 1 }
        }
        sectors[sector] = summary
    }

    private mutating func add(_ summary: Summary, of sector: Sector) {
        tables["gold/sector_summary", default: []].append(
            PlainRow.text([
                "sector": .text(sector.name), "symbol_count": .number(summary.symbols),
                "trade_count": .number(summary.trades), "volume": .number(summary.volume),
                "notional": .number(summary.notional), "advancers": .number(summary.advancers),
                "decliners": .number(summary.decliners), "unchanged": .number(summary.unchanged),
                "session_date": .number(sector.date),
            ]))
    }
}
