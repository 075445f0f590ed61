import Bytes
import Pipeline
import TestSupport

extension LaneScript {
    /// A tick's values; price in 1e-9, size in 1e-8, time in nanoseconds.
    struct Tick {
        var symbol: String
        var time: Int64
        var price: Int64
        var size: Int64
        var venue: String?
        var id: String
        var sequence: Int64?
        var conditions: [String]?
        var currency: String?
        /// A JSON object of what the contract has no place for.
        var rescued: String?
    }

    /// Ticks of a few symbols over some minutes of some days, out of order by up to 20 s, with
    /// every fault.
    static func ticks(lane: LaneID, count: Int, seed: UInt64) -> LaneScript {
        var random = SplitMix64(seed: seed)
        var script = LaneScript(lane: lane, from: Int64.random(in: 0...3, using: &random))
        var clock = ScriptText.start
        var earlier: [Tick] = []
        for index in 0..<count {
            clock += Int64.random(in: 0...4 * ScriptText.second, using: &random)
            // On to another session.
            if random.chance(3, in: UInt64(count)) {
                clock += Int64.random(in: 4...40, using: &random) * 3_600 * ScriptText.second
            }
            let tick = tick(index, clock, &random)
            if !script.appendSpecial(tick, earlier, clock, &random) {
                earlier.append(tick)
                script.append(
                    clock, .tick(tick), key: tick.symbol, value: json(tick),
                    headers: random.chance(1, in: 10) ? [("trace", "\(index)"), ("", nil)] : [])
            }
            if random.chance(1, in: 12) { script.offset += 3 }
        }
        clock += 7_200 * ScriptText.second
        script.appendHeartbeat(clock, kafka: clock)
        return script
    }

    private static func tick(_ index: Int, _ clock: Int64, _ random: inout SplitMix64) -> Tick {
        let lateness = Int64.random(in: 0...20, using: &random)
        let time = clock - (lateness > 14 ? lateness : 0) * ScriptText.second
        let isHuge = random.chance(1, in: 40)
        let steps = Int64.random(in: 1...2_000, using: &random) * (isHuge ? 20_000 : 1)
        let sequence = Int64.random(in: 0...9, using: &random)
        let extra = Int.random(in: 0..<12, using: &random)
        return Tick(
            symbol: ["AA", "BÉ", "C"].randomElement(using: &random) ?? "AA",
            time: time - Int64.random(in: 0...3, using: &random),
            price: steps * 50_000_000,
            size: Int64.random(in: 1...500, using: &random) * 100_000_000,
            venue: random.chance(1, in: 4) ? nil : "XNAS", id: "\(index)",
            sequence: extra == 0 || Bool.random(using: &random) ? nil : sequence,
            conditions: [nil, [], ["@"], ["@", "I"]].randomElement(using: &random) ?? nil,
            currency: random.chance(1, in: 3) ? "USD" : nil,
            rescued: extra == 0 ? "{\"sequence\":\"x\"}" : extra == 1 ? "{\"leg\":{\"n\":1}}" : nil)
    }

    /// Adds a record that is no new tick, one in five times.
    private mutating func appendSpecial(
        _ tick: Tick, _ earlier: [Tick], _ clock: Int64, _ random: inout SplitMix64
    ) -> Bool {
        var bad = tick
        let kafka = ScriptText.time(clock / 1_000_000 * 1_000_000)
        switch Int.random(in: 0..<50, using: &random) {
        case 0: append(clock, .tombstone, key: tick.symbol, value: nil)
        case 1:
            append(clock, .quarantined(.endOfInput), value: "{\"symbol\":")
        case 2:
            bad.price = -tick.price
            let detail = "price is \(ScriptText.decimal(bad.price, 9)), not positive"
            let fault = Fault(reason: "price_not_positive", detail: detail, rule: "price_positive")
            append(clock, .quarantined(fault), key: tick.symbol, value: Self.json(bad))
        case 3:
            bad.size = 0
            let fault = Fault(
                reason: "size_not_positive", detail: "size is 0, not positive",
                rule: "size_positive")
            append(clock, .quarantined(fault), value: Self.json(bad))
        case 4:
            bad.time = clock + 61 * ScriptText.second
            let detail =
                "the event time \(ScriptText.time(bad.time)) is later than Kafka's time "
                + "\(kafka) + 60 s"
            let fault = Fault(reason: "future_time", detail: detail, rule: "future_time")
            append(clock, .quarantined(fault), value: Self.json(bad))
        case 5:
            let fault = Fault(
                reason: "missing_field",
                detail: "price is absent. expected a number that fits decimal(18,9)")
            let value = "{\"symbol\":\"AA\",\"ts\":\"\(kafka)\"}"
            append(clock, .quarantined(fault), value: value)
        case 6: append(clock, .quarantined(.noBytes), value: "")
        case 7: appendHeartbeat(clock, kafka: clock)
        case 8: appendHeartbeat(clock + 62 * ScriptText.second, kafka: clock)
        case 9, 10:
            guard let again = earlier.randomElement(using: &random) else { return false }
            append(
                clock, .tick(again), key: again.symbol,
                value: Self.json(again, quotesID: Bool.random(using: &random)))
        default: return false
        }
        return true
    }

    /// The record's value by the contract's shape.
    private static func json(_ tick: Tick, quotesID: Bool = false) -> String {
        let sequence = tick.sequence.map { ",\"sequence\":\($0)" } ?? ""
        let codes = tick.conditions.map { $0.map { "\"\($0)\"" }.joined(separator: ",") }
        return "{\"symbol\":\"\(tick.symbol)\",\"price\":\(ScriptText.decimal(tick.price, 9)),"
            + "\"size\":\(ScriptText.decimal(tick.size, 8)),\"ts\":\"\(ScriptText.time(tick.time))\""
            + ScriptText.member("exchange", tick.venue)
            + (codes.map { ",\"conditions\":[\($0)]" } ?? "")
            + ScriptText.member("currency", tick.currency)
            + ",\"trade_id\":\(quotesID ? "\"\(tick.id)\"" : tick.id)\(sequence)"
            + (tick.rescued.map { ",\($0.dropFirst().dropLast())" } ?? "") + "}"
    }
}

extension LaneScript.Fault {
    /// What ends after `{"symbol":`.
    static let endOfInput = LaneScript.Fault(
        reason: "malformed_json",
        detail: "the text ends inside a value at byte 10, near `{\"symbol\":`")
    /// What has a value without bytes.
    static let noBytes = LaneScript.Fault(
        reason: "empty_value", detail: "the value has no bytes")
}
