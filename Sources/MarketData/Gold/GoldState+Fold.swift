import Bytes
public import Columnar

extension GoldState {
    /// Adds rows that `silver/bars` gained, each row once; intervals other than 1m are passed over.
    ///
    /// A date that is not in memory, or a bar that was emitted again, makes the date one to load.
    public mutating func fold(_ batch: Batch) throws(MarketDataError) {
        let bars = try SilverBars(batch)
        var lanes = LaneNames()
        for row in 0..<bars.count where bars.isMinute(row) {
            let date = zone.date(microseconds: bars.start.values[row])
            changed.insert(date)
            if bars.revision.values[row] > 0 {
                // The earlier revision is part of the sum: only SILVER can say what is without it.
                days[date] = nil
                knownDates.insert(date)
                continue
            }
            if days[date] == nil {
                guard !knownDates.contains(date) else { continue }
                days[date] = [:]
                knownDates.insert(date)
            }
            let symbol = number(of: bars.symbol[row])
            try add(bars.bar(row, lane: lanes.lane(bars, row)), symbol, date)
        }
    }

    /// Takes all of a date's bars from SILVER, in place of what is known of the date.
    ///
    /// The rows may hold other dates and intervals, and earlier revisions: they are passed over.
    public mutating func load(_ date: Int32, bars batches: [Batch]) throws(MarketDataError) {
        days[date] = [:]
        changed.insert(date)
        knownDates.insert(date)
        var lanes = LaneNames()
        var newest: [BarKey: (revision: Int32, bar: DailyBar)] = [:]
        for batch in batches {
            let bars = try SilverBars(batch)
            for row in 0..<bars.count
            where bars.isMinute(row) && zone.date(microseconds: bars.start.values[row]) == date {
                let lane = lanes.lane(bars, row)
                let key = BarKey(
                    symbol: number(of: bars.symbol[row]), start: bars.start.values[row],
                    lane: lane)
                let revision = bars.revision.values[row]
                if let known = newest[key], known.revision >= revision { continue }
                newest[key] = (revision, bars.bar(row, lane: lane))
            }
        }
        for (key, entry) in newest { try merge(entry.bar, key.symbol, date) }
        for (symbol, bar) in days[date] ?? [:] { setClose(symbol, date, bar.close) }
    }

    /// Takes the complete rows of `silver/instruments` in place of the earlier ones.
    ///
    /// The sessions at whose end another row holds, or the same row says something else, change.
    public mutating func update(instruments table: Batch) throws(MarketDataError) {
        let history = try InstrumentHistory(table, attributes: attributes)
        var ends: [Int32: Int64] = [:]
        for date in knownDates { ends[date] = zone.end(of: date) }
        let symbols = symbols
        for symbol in closes.indices {
            let name = symbols.names[symbol]
            for close in closes[symbol] where !changed.contains(close.date) {
                let end = ends[close.date] ?? zone.end(of: close.date)
                let before = instruments.row(of: name, before: end)
                let after = history.row(of: name, before: end)
                let isSame =
                    before == instruments.noRow || after == history.noRow
                    ? (before == instruments.noRow) == (after == history.noRow)
                    : instruments.hash(before) == history.hash(after)
                if !isSame { changed.insert(close.date) }
            }
        }
        instruments = history
    }

    private mutating func add(
        _ bar: DailyBar, _ symbol: Int32, _ date: Int32
    ) throws(MarketDataError) {
        try merge(bar, symbol, date)
        if let close = days[date]?[symbol]?.close { setClose(symbol, date, close) }
    }

    private mutating func merge(
        _ bar: DailyBar, _ symbol: Int32, _ date: Int32
    ) throws(MarketDataError) {
        if var known = days[date]?[symbol] {
            try known.add(bar)
            days[date]?[symbol] = known
        } else {
            days[date]?[symbol] = bar
        }
    }
}

/// What one bar is known by, whatever its revision.
private struct BarKey: Hashable {
    let symbol: Int32
    let start: Int64
    let lane: LaneName
}

/// Lanes by name; rows of one lane follow each other, so the last one is kept.
private struct LaneNames {
    private var last: LaneName?

    mutating func lane(_ bars: SilverBars, _ row: Int) -> LaneName {
        if let last, bars.isOf(last, row) { return last }
        let lane = bars.lane(row)
        last = lane
        return lane
    }
}
