import Bytes
import Columnar
import MarketData
import TestSupport
import Testing

/// GOLD's tables as a driver keeps them: rows by session date.
private struct Lakehouse {
    var state: GoldState
    var silverRows: [TestBar] = []
    var daily: [Int32: Batch] = [:]
    var sectors: [Int32: Batch] = [:]
    var instruments: Batch?
    var loads = 0

    mutating func round(_ bars: [TestBar], _ update: Batch?) throws {
        silverRows += bars
        try state.fold(silver(bars))
        if let update {
            try state.update(instruments: update)
            instruments = update
        }
        while let date = state.datesToLoad.first {
            loads += 1
            let dates = state.barDates(of: date)
            let rows = silverRows.filter { bar in
                let day = Int32((Double(bar.start) / 86_400_000_000).rounded(.down))
                return dates.contains(day)
            }
            try state.load(date, bars: [silver(rows)])
        }
        for date in state.changedDates {
            let rows = try state.rows(of: date)
            daily[date] = rows.dailyBars
            sectors[date] = rows.sectorSummary
        }
        state.finishRound()
    }

    mutating func restart() throws {
        try state.restore(dailyBars: Array(daily.values), instruments: instruments)
    }
}

@Suite("GOLD is a function of SILVER and the instruments")
struct GoldTests {
    private static let day: Int64 = 86_400_000_000

    private func bars(_ count: Int, _ random: inout SplitMix64) -> [TestBar] {
        var bars: [TestBar] = []
        for index in 0..<count {
            if random.chance(1, in: 12), var earlier = bars.randomElement(using: &random) {
                // A bar that is emitted again, with everything else in it.
                let newest = bars.filter {
                    $0.symbol == earlier.symbol && $0.start == earlier.start
                        && $0.partition == earlier.partition && $0.topic == earlier.topic
                        && $0.interval == earlier.interval
                }.map(\.revision).max()
                earlier = bar(earlier.symbol, earlier.start, index, &random, like: earlier)
                earlier.revision = (newest ?? 0) + 1
                bars.append(earlier)
                continue
            }
            let symbol = ["A", "B", "CC", "D"].randomElement(using: &random) ?? "A"
            let minute = Int64.random(in: -2000...6000, using: &random)
            let made = bar(symbol, minute * 60_000_000, index, &random, like: nil)
            let isThere = bars.contains {
                $0.symbol == symbol && $0.start == made.start && $0.topic == made.topic
                    && $0.partition == made.partition && $0.interval == made.interval
            }
            if !isThere { bars.append(made) }
        }
        return bars
    }

    private func bar(
        _ symbol: String, _ start: Int64, _ index: Int, _ random: inout SplitMix64,
        like: TestBar?
    ) -> TestBar {
        let low = Int64.random(in: 1...1000, using: &random)
        return TestBar(
            symbol: symbol, start: start,
            interval: like?.interval ?? (random.chance(1, in: 5) ? "5m" : "1m"),
            prices: [low + 1, low + 5, low, low + Int64.random(in: 0...5, using: &random)],
            volume: Int128.random(in: 1...50, using: &random),
            notional: Int128.random(in: 1...5000, using: &random),
            count: Int64.random(in: 1...9, using: &random), first: start * 1000 / 2,
            last: start * 1000 / 2 + Int64.random(in: 0...3, using: &random),
            firstSequence: random.chance(1, in: 2) ? nil : 3,
            lastSequence: random.chance(1, in: 2) ? nil : 4,
            topic: like?.topic ?? (random.chance(1, in: 4) ? "a" : "ticks"),
            partition: like?.partition ?? Int32.random(in: 0...2, using: &random),
            offset: Int64(index))
    }

    @Test("however their changes interleave, and through restarts", arguments: 0..<UInt64(60))
    func agrees(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let hours = [0, -5, 9].randomElement(using: &random) ?? 0
        let all = bars(260, &random)
        let records = instrumentStream(30, &random, symbols: ["A", "B", "CC", "Z"])
        let zone = SessionZone { _ in Int64(hours) * 3600 }
        var lake = Lakehouse(
            state: try GoldState(contract: instrumentContract, zone: zone, datesMax: 1))
        var next = 0
        var known = 0
        let plan = try InstrumentLanePlan(
            contract: instrumentContract,
            rules: try RuleSet([], schema: Schema(instrumentContract)))
        while next < all.count || known < records.count {
            let end = min(all.count, next + Int.random(in: 0...40, using: &random))
            var update: Batch?
            if random.chance(1, in: 2) || end == all.count {
                known = min(records.count, known + Int.random(in: 1...10, using: &random))
                var lane = InstrumentLaneState(plan: plan, next: 0)
                let (batch, decoded) = batch(records[..<known])
                _ = lane.process(records: batch, decoded: decoded)
                update = lane.table()
            }
            try lake.round(Array(all[next..<end]), update)
            next = end
            if random.chance(1, in: 3) { try lake.restart() }
        }
        let oracle = GoldOracle(all, records, hours: Int64(hours))
        #expect(lake.daily.values.flatMap { lines($0) }.sorted() == oracle.daily)
        #expect(lake.sectors.values.flatMap { lines($0) }.sorted() == oracle.sectors)
        #expect(oracle.daily.count > 10 && lake.loads > 0)
    }

    @Test("a new session needs no load, an old one and its successor do")
    func loads() throws {
        var lake = Lakehouse(state: try GoldState(contract: instrumentContract, datesMax: 1))
        try lake.round([TestBar(symbol: "A", start: 0)], nil)
        try lake.round([TestBar(symbol: "A", start: Self.day)], nil)
        try lake.round([TestBar(symbol: "A", start: Self.day + 60_000_000)], nil)
        #expect(lake.loads == 0)
        try lake.round(
            [TestBar(symbol: "A", start: 60_000_000, prices: [7, 9, 7, 8], first: 5, last: 5)], nil)
        #expect(lake.loads == 1)
        #expect(lines(try #require(lake.daily[1]))[0].contains("|-7|-875000|"))
    }

    @Test("an instrument takes effect with the session in which it begins")
    func validity() throws {
        var state = InstrumentLaneState(
            plan: try InstrumentLanePlan(
                contract: instrumentContract,
                rules: try RuleSet([], schema: Schema(instrumentContract))), next: 0)
        let (records, decoded) = batch([
            TestInstrument(symbol: "A", name: "old", sector: "S", validFrom: 0),
            TestInstrument(symbol: "A", name: "new", sector: "T", validFrom: Self.day),
        ])
        _ = state.process(records: records, decoded: decoded)
        var lake = Lakehouse(state: try GoldState(contract: instrumentContract))
        let bars = (0..<2).map { TestBar(symbol: "A", start: Int64($0) * Self.day) }
        try lake.round(bars + [TestBar(symbol: "B", start: 0)], state.table())
        #expect(
            lines(try #require(lake.sectors[0])) == ["-|1|1|1|1|0|0|0|0", "'S'|1|1|1|1|0|0|0|0"])
        #expect(lines(try #require(lake.sectors[1])) == ["'T'|1|1|1|1|0|0|1|1"])
    }

    @Test("a sum beyond 38 digits is an error, not a wrong number")
    func overflow() throws {
        var state = try GoldState(contract: instrumentContract)
        let most: Int128 = 99_999_999_999_999_999_999_999_999_999_999_999_999
        let bars = (0..<2).map {
            TestBar(symbol: "A", start: Int64($0) * 60_000_000, notional: most)
        }
        let error = #expect(throws: MarketDataError.self) { try state.fold(silver(bars)) }
        #expect(error?.kind == .overflow)
    }

    @Test("a contract's column may not have the name of one of GOLD's")
    func names() {
        #expect(throws: MarketDataError.self) {
            _ = try GoldState(contract: instrumentContract + [Field("open", .long)])
        }
    }

    @Test("a session is over when its zone's date is, also where clocks change")
    func zones() throws {
        // One hour further from noon of day 3 on, as when summer time begins.
        let zone = SessionZone { $0 < 3 * 86_400 + 43_200 ? -18_000 : -14_400 }
        let state = try GoldState(contract: instrumentContract, zone: zone)
        #expect(state.barDates(of: 3) == 3...4)
        #expect(state.barDates(of: -1) == -1...0)
        let utc = try GoldState(contract: instrumentContract)
        #expect(utc.barDates(of: 3) == 3...3)
    }
}
