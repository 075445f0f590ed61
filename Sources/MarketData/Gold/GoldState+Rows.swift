import Bytes
public import Columnar

/// All rows of one session date in GOLD's tables.
public struct GoldRows: Sendable {
    /// The rows of `gold/daily_bars`, by the bytes of the symbol.
    public let dailyBars: Batch
    /// The rows of `gold/sector_summary`: no sector first, then by the bytes of the sector.
    public let sectorSummary: Batch
}

extension GoldState {
    /// All rows of a session date whose bars are in memory.
    ///
    /// A change, or a change in percent, that has no 18 digits is null, as is one against a close
    /// of zero.
    public func rows(of date: Int32) throws(MarketDataError) -> GoldRows {
        precondition(days[date] != nil, "a date's rows are made when its bars are in memory")
        let day = days[date] ?? [:]
        let order = day.keys.sorted { left, right in
            let leftName = symbols.names[Int(left)]
            return leftName.isLess(than: symbols.names[Int(right)])
        }
        var daily = DailyColumns()
        var picked: [Int32] = []
        let end = zone.end(of: date)
        for symbol in order {
            guard let bar = day[symbol] else { continue }
            let name = symbols.names[Int(symbol)]
            daily.append(bar, symbol: name, previous: previousClose(of: symbol, before: date))
            picked.append(instruments.row(of: name, before: end))
        }
        let held = instruments.attributes.map { $0.gathered(picked.span) }
        let dates = AnyColumn.repeating(date, count: order.count)
        let bars = Batch(
            schema: DailyBarsTable.layout(contract: contract).schema,
            columns: daily.columns + held + [dates], rowCount: order.count)
        return GoldRows(
            dailyBars: bars, sectorSummary: try sectors(daily, sector(held), date))
    }

    /// The sector of each row; null in every row where the contract has none.
    private func sector(_ held: [AnyColumn]) -> BinaryColumn? {
        guard let index = Schema(attributes).index(of: "sector"),
            case .binary(let column) = held[index]
        else { return nil }
        return column
    }

    private func sectors(
        _ daily: DailyColumns, _ sectors: BinaryColumn?, _ date: Int32
    ) throws(MarketDataError) -> Batch {
        var names = SymbolTable()
        // The first group is that of the rows without a sector.
        var groups: [SectorSum] = [SectorSum()]
        for row in daily.volume.indices {
            var group = 0
            if let sectors, !sectors.isNull(row) {
                group = Int(names.number(of: sectors[row])) + 1
                if group == groups.count { groups.append(SectorSum()) }
            }
            try groups[group].add(daily, row)
        }
        let named = (1..<groups.count).sorted { left, right in
            let leftName = names.names[left - 1]
            return leftName.isLess(than: names.names[right - 1])
        }
        let order = (groups[0].symbolCount > 0 ? [0] : []) + named
        var sector = BinaryColumn()
        for group in order {
            if group == 0 { sector.appendNull() } else { sector.append(names.names[group - 1]) }
        }
        let sums = order.map { groups[$0] }
        return Batch(
            schema: SectorSummaryTable.layout.schema,
            columns: [
                .binary(sector), .long(sums.map(\.symbolCount)), .long(sums.map(\.tradeCount)),
                .int128(Column(sums.map(\.volume))), .int128(Column(sums.map(\.notional))),
                .long(sums.map(\.advancers)), .long(sums.map(\.decliners)),
                .long(sums.map(\.unchanged)), .repeating(date, count: order.count),
            ], rowCount: order.count)
    }
}

/// What the symbols of one sector add up to.
private struct SectorSum {
    var symbolCount: Int64 = 0
    var tradeCount: Int64 = 0
    var volume: Int128 = 0
    var notional: Int128 = 0
    var advancers: Int64 = 0
    var decliners: Int64 = 0
    var unchanged: Int64 = 0

    mutating func add(_ daily: DailyColumns, _ row: Int) throws(MarketDataError) {
        symbolCount += 1
        tradeCount += daily.tradeCount[row]
        volume = try DailyBar.sum(volume, daily.volume[row])
        notional = try DailyBar.sum(notional, daily.notional[row])
        switch daily.direction[row] {
        case 1: advancers += 1
        case -1: decliners += 1
        case 0: unchanged += 1
        default: break
        }
    }
}

/// The columns of `gold/daily_bars` before the instruments'.
private struct DailyColumns {
    var symbol = BinaryColumn()
    var open: [Int64] = []
    var high: [Int64] = []
    var low: [Int64] = []
    var close: [Int64] = []
    var volume: [Int128] = []
    var notional: [Int128] = []
    var vwap = Column<Int64>()
    var tradeCount: [Int64] = []
    var change = Column<Int64>()
    var changePercent = Column<Int64>()
    /// The sign of the change; nil on a symbol's first session.
    var direction: [Int?] = []

    mutating func append(_ bar: DailyBar, symbol name: RawSpan, previous: Int64?) {
        symbol.append(name)
        open.append(bar.open)
        high.append(bar.high)
        low.append(bar.low)
        close.append(bar.close)
        volume.append(bar.volume)
        notional.append(bar.notional)
        vwap.append(optional: ExactDivision.halfEven(bar.notional, by: bar.volume))
        tradeCount.append(bar.tradeCount)
        guard let previous else {
            change.appendNull(placeholder: 0)
            changePercent.appendNull(placeholder: 0)
            direction.append(nil)
            return
        }
        let exact = Int128(bar.close) - Int128(previous)
        change.append(optional: ExactDivision.halfEven(exact, by: 1))
        // 100 change / previous, in units of 1e-4.
        changePercent.append(
            optional: ExactDivision.halfEven(exact * 1_000_000, by: Int128(previous)))
        direction.append(exact.signum() == 0 ? 0 : exact > 0 ? 1 : -1)
    }

    var columns: [AnyColumn] {
        [
            .binary(symbol), .long(open), .long(high), .long(low), .long(close),
            .int128(Column(volume)), .int128(Column(notional)), .int64(vwap), .long(tradeCount),
            .int64(change), .int64(changePercent),
        ]
    }
}
