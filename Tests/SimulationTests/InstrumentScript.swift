import Bytes
import Pipeline
import TestSupport

extension LaneScript {
    /// An instrument's values; tick size in 1e-9, lot size in 1e-8, valid from in nanoseconds.
    struct Instrument {
        var symbol: String
        var name: String?
        var assetClass: String?
        var sector: String?
        var industry: String?
        var exchange: String?
        var currency: String?
        var tickSize: Int64?
        var lotSize: Int64?
        var status: String?
        var validFrom: Int64
        /// A JSON object of what the contract has no place for.
        var rescued: String?
    }

    /// The instruments of the scripts' ticks and one that is never traded, over some days.
    ///
    /// Versions come in any order, with ends, repetitions and every fault. A symbol is in one
    /// partition.
    static func instruments(lane: LaneID, count: Int, seed: UInt64) -> LaneScript {
        var random = SplitMix64(seed: seed)
        var script = LaneScript(lane: lane, from: Int64.random(in: 0...3, using: &random))
        let symbols = lane.partition == 0 ? ["AA", "BÉ"] : ["C", "DD"]
        var clock = ScriptText.start
        var earlier: [Instrument] = []
        for _ in 0..<count {
            clock += Int64.random(in: 0...18_000 * ScriptText.second, using: &random)
            let instrument = instrument(of: symbols, clock, earlier, &random)
            if !script.appendSpecial(instrument, earlier, clock, &random) {
                earlier.append(instrument)
                script.append(
                    clock, .instrument(instrument), key: instrument.symbol,
                    value: json(instrument),
                    headers: random.chance(1, in: 10) ? [("trace", "")] : [])
            }
            if random.chance(1, in: 12) { script.offset += 3 }
        }
        return script
    }

    private static func instrument(
        of symbols: [String], _ clock: Int64, _ earlier: [Instrument],
        _ random: inout SplitMix64
    ) -> Instrument {
        let extra = Int.random(in: 0..<10, using: &random)
        func oneOf<Value>(_ values: [Value?], _ random: inout SplitMix64) -> Value? {
            values.randomElement(using: &random) ?? nil
        }
        let sector = oneOf([nil, "Technology", "Énergie", "Energy", ""], &random)
        return Instrument(
            symbol: symbols.randomElement(using: &random) ?? symbols[0],
            name: oneOf([nil, "Société A", "B \\u0026 Co"], &random),
            assetClass: oneOf(["equity", "etf"], &random),
            sector: extra == 0 ? nil : sector,
            industry: oneOf([nil, "Chips"], &random), exchange: oneOf([nil, "XNAS"], &random),
            currency: oneOf(["USD", "EUR"], &random),
            tickSize: oneOf([nil, 10_000_000, 50_000_000], &random),
            lotSize: oneOf([nil, 10_000_000_000, 100_000_000], &random),
            status: oneOf(["active", "halted"], &random),
            validFrom: validFrom(clock, earlier, &random),
            rescued: extra == 0 ? "{\"sector\":7}" : extra == 1 ? "{\"isin\":\"X1\"}" : nil)
    }

    /// Times around now, and around where they count: a session's end, and versions that are there.
    private static func validFrom(
        _ clock: Int64, _ earlier: [Instrument], _ random: inout SplitMix64
    ) -> Int64 {
        let midnight = ScriptText.monday + ScriptText.day * Int64.random(in: 0...6, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return midnight
        case 1: return midnight - 1_000 + Int64.random(in: 0...999, using: &random)
        case 2: return midnight + 1_000
        case 3:
            guard let known = earlier.randomElement(using: &random) else { return midnight }
            return known.validFrom / 1_000 * 1_000 + Int64.random(in: 0...999, using: &random)
        default:
            return clock + Int64.random(in: -3 * ScriptText.day...ScriptText.day, using: &random)
        }
    }

    /// Adds a record that is no new version, one in three times.
    private mutating func appendSpecial(
        _ instrument: Instrument, _ earlier: [Instrument], _ clock: Int64,
        _ random: inout SplitMix64
    ) -> Bool {
        switch Int.random(in: 0..<36, using: &random) {
        case 0...2: append(clock, .tombstone, key: instrument.symbol, value: nil)
        case 3: append(clock, .tombstone, key: "unknown", value: nil)
        case 4: append(clock, .tombstone, value: nil)
        case 5: appendHeartbeat(clock, kafka: clock)
        case 6: appendHeartbeat(clock + 62 * ScriptText.second, kafka: clock)
        case 7:
            append(
                clock, .quarantined(.malformedHeartbeat), value: "{}",
                headers: [("ticklake-heartbeat", nil)])
        case 8...10:
            guard let again = earlier.randomElement(using: &random) else { return false }
            append(clock, .instrument(again), key: again.symbol, value: Self.json(again))
        case 11...14: appendBad(instrument, clock, &random)
        default: return false
        }
        return true
    }

    private mutating func appendBad(
        _ instrument: Instrument, _ clock: Int64, _ random: inout SplitMix64
    ) {
        var bad = instrument
        switch Int.random(in: 0..<7, using: &random) {
        case 0:
            bad.tickSize = -10_000_000
            let fault = Fault(
                reason: "tick_size_not_positive", detail: "tick_size is -0.01, not positive",
                rule: "tick_size_positive")
            append(clock, .quarantined(fault), key: bad.symbol, value: Self.json(bad))
        case 1:
            bad.lotSize = 0
            let fault = Fault(
                reason: "lot_size_not_positive", detail: "lot_size is 0, not positive",
                rule: "lot_size_positive")
            append(clock, .quarantined(fault), key: bad.symbol, value: Self.json(bad))
        case 2:
            bad.symbol = ""
            let fault = Fault(
                reason: "missing_field", detail: "symbol is an empty string. expected a string")
            append(clock, .quarantined(fault), key: "AA", value: Self.json(bad))
        case 3:
            let fault = Fault(
                reason: "malformed_time",
                detail: "valid_from is `\"soon\"`. expected an RFC 3339 time")
            let value = "{\"symbol\":\"AA\",\"valid_from\":\"soon\"}"
            append(clock, .quarantined(fault), key: "AA", value: value)
        case 4:
            let fault = Fault(
                reason: "not_an_object", detail: "expected an object, found `[1]`")
            append(clock, .quarantined(fault), value: "[1]")
        case 5: append(clock, .quarantined(.noBytes), key: "AA", value: "")
        default: append(clock, .quarantined(.endOfInput), value: "{\"symbol\":")
        }
    }

    /// The record's value by the contract's shape.
    private static func json(_ instrument: Instrument) -> String {
        let lot = instrument.lotSize.map { ScriptText.decimal($0, 8) }
        return "{\"symbol\":\"\(instrument.symbol)\""
            + ScriptText.member("name", instrument.name)
            + ScriptText.member("asset_class", instrument.assetClass)
            + ScriptText.member("sector", instrument.sector)
            + ScriptText.member("industry", instrument.industry)
            + ScriptText.member("exchange", instrument.exchange)
            + ScriptText.member("currency", instrument.currency)
            + ScriptText.member(
                "tick_size", instrument.tickSize.map { ScriptText.decimal($0, 9) })
            + (lot.map { ",\"lot_size\":\($0)" } ?? "")
            + ScriptText.member("status", instrument.status)
            + ScriptText.member("valid_from", ScriptText.time(instrument.validFrom))
            + (instrument.rescued.map { ",\($0.dropFirst().dropLast())" } ?? "") + "}"
    }
}
