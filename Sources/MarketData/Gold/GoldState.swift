import Bytes
public import Columnar

/// Daily bars and sectors, kept up to date from SILVER's bars and the instruments' history.
///
/// What `rows(of:)` gives is a function of the newest revisions in `silver/bars` and of
/// `silver/instruments`, never of how their changes interleaved. A driver goes in rounds:
///
/// 1. On start, `restore(dailyBars:instruments:)` with GOLD's own table and with the instruments
///    that it was made of.
/// 2. A round: `fold` the rows that SILVER gained, `update` with the instruments if they changed.
/// 3. While `datesToLoad` is not empty: `load` each with the rows of SILVER, up to the version of
///    the round, whose `bar_date` is in `barDates(of:)`. A date is to be loaded where it changed
///    and is not in memory; loading one can make the next session change as well.
/// 4. For each of `changedDates`: `rows(of:)` replaces the date's rows in GOLD's tables.
/// 5. `finishRound()` once that is committed; after a failure, start again from 1.
///
/// In memory are the dates last worked on, and for each symbol the closes of all its sessions.
public struct GoldState: Sendable {
    /// The instruments' contract: its columns in order.
    public let contract: [Field]
    let attributes: [Field]
    let zone: SessionZone
    /// How many dates stay in memory between rounds.
    let datesMax: Int

    var symbols = SymbolTable()
    /// The closes of each symbol, by date.
    var closes: [[Close]] = []
    /// Dates that any symbol has a close of.
    var knownDates: Set<Int32> = []
    /// The bars of the dates in memory, by the symbol's number.
    var days: [Int32: [Int32: DailyBar]] = [:]
    var changed: Set<Int32> = []
    var instruments: InstrumentHistory

    struct Close: Sendable {
        let date: Int32
        var price: Int64
    }

    /// Starts without any bar.
    ///
    /// Fails with `invalidPlan` where a column of the contract has a name that GOLD's tables use.
    public init(
        contract: [Field], zone: SessionZone = .utc, datesMax: Int = 4
    ) throws(MarketDataError) {
        self.contract = contract
        self.zone = zone
        self.datesMax = datesMax
        attributes = InstrumentsTable.attributes(contract)
        let names = DailyBarsTable.layout(contract: contract).schema.fields.map {
            Array($0.name.utf8)
        }
        guard Set(names).count == names.count else {
            throw MarketDataError(
                .invalidPlan,
                "a column of the instruments' contract has the name of a column of "
                    + "gold/daily_bars. Call it otherwise.")
        }
        instruments = InstrumentHistory(contract: attributes)
    }

    /// Takes up what GOLD's tables were made of: `gold/daily_bars` (symbol, close and session date
    /// suffice) and the rows of `silver/instruments` at the version that GOLD names.
    public mutating func restore(dailyBars: [Batch], instruments: Batch?) throws(MarketDataError) {
        self = try GoldState(contract: contract, zone: zone, datesMax: datesMax)
        for batch in dailyBars {
            let stored = StoredColumns(batch)
            let names = try stored.binary("symbol")
            let prices = try stored.int64("close")
            let dates = try stored.int32("session_date")
            for row in 0..<batch.rowCount {
                let symbol = number(of: names[row])
                setClose(symbol, dates.values[row], prices.values[row])
            }
        }
        changed = []
        if let instruments {
            self.instruments = try InstrumentHistory(instruments, attributes: attributes)
        }
    }

    /// Dates whose rows in GOLD's tables have to be replaced, in order.
    public var changedDates: [Int32] { changed.sorted() }

    /// Changed dates whose bars are not in memory, in order.
    public var datesToLoad: [Int32] { changed.filter { days[$0] == nil }.sorted() }

    /// The values of `bar_date` that the bars of a session date have.
    public func barDates(of date: Int32) -> ClosedRange<Int32> { zone.utcDates(of: date) }

    /// Ends a round whose rows are committed, and lets go of old dates.
    public mutating func finishRound() {
        changed = []
        for date in days.keys.sorted().dropLast(datesMax) { days[date] = nil }
    }

    mutating func number(of symbol: RawSpan) -> Int32 {
        let number = symbols.number(of: symbol)
        if Int(number) == closes.count { closes.append([]) }
        return number
    }

    /// Notes a symbol's close; the symbol's next session changes with it.
    mutating func setClose(_ symbol: Int32, _ date: Int32, _ price: Int64) {
        let index = firstClose(of: symbol, from: date)
        let isKnown = index < closes[Int(symbol)].count && closes[Int(symbol)][index].date == date
        if isKnown {
            guard closes[Int(symbol)][index].price != price else { return }
            closes[Int(symbol)][index].price = price
        } else {
            closes[Int(symbol)].insert(Close(date: date, price: price), at: index)
            knownDates.insert(date)
        }
        if index + 1 < closes[Int(symbol)].count {
            changed.insert(closes[Int(symbol)][index + 1].date)
        }
    }

    /// The close of a symbol's session before a date.
    func previousClose(of symbol: Int32, before date: Int32) -> Int64? {
        let index = firstClose(of: symbol, from: date)
        return index > 0 ? closes[Int(symbol)][index - 1].price : nil
    }

    private func firstClose(of symbol: Int32, from date: Int32) -> Int {
        var low = 0
        var high = closes[Int(symbol)].count
        while low < high {
            let middle = (low + high) / 2
            if closes[Int(symbol)][middle].date < date { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
