import MarketData

/// A tick lane in the plainest words, whose every line the operators have to say as well.
///
/// It keeps dictionaries of texts, lists of ticks, and numbers that cannot overflow.
struct LaneOracle {
    struct Settings {
        var intervals: [(name: String, nanoseconds: Int128)]
        var delay: Int128
        var skew: Int128
        var horizon: Int128
        var maxEventTime: Int128
    }

    let settings: Settings
    var watermark: Int128?
    private var taken: [String: (offset: Int64, time: Int128)] = [:]
    private var open: [Window: [(tick: TestTick, offset: Int64)]] = [:]

    var good: [String] = []
    var quarantine: [String] = []
    var bars: [String] = []
    var late: [String] = []

    private struct Window: Hashable {
        var interval: Int
        var start: Int128
        var symbol: [UInt8]
    }

    init(_ settings: Settings) { self.settings = settings }

    mutating func take(_ record: TestRecord) {
        let kafka = Int128(record.kafkaMilliseconds) * 1_000_000
        switch record.kind {
        case .rejected(let reason): refuse(record, reason, rule: nil)
        case .badHeartbeat: refuse(record, "malformed_heartbeat", rule: nil)
        case .tombstone: break
        case .heartbeat(let time):
            if Int128(time) > kafka + settings.skew {
                refuse(record, "malformed_heartbeat", rule: nil)
            } else {
                advance(Int128(time), record.offset)
            }
        case .tick(let tick):
            if let broken = brokenRule(tick, kafka) {
                refuse(record, broken, rule: broken)
                return
            }
            let key = [tick.symbol, tick.venue ?? "\u{1}none", tick.id].joined(separator: "\u{2}")
            let bytes = key.utf8.map { "\($0)" }.joined(separator: ",")
            let horizon = settings.horizon
            if let first = taken[bytes], watermark.map({ $0 <= first.time + horizon }) ?? true {
                refuse(record, "duplicate \(first.offset)", rule: "unique")
                return
            }
            if watermark.map({ $0 <= Int128(tick.time) + horizon }) ?? true {
                taken[bytes] = (record.offset, Int128(tick.time))
            }
            good.append("\(record.offset) \(tick.size > 100_000_000 ? 8 : 0)")
            fold(tick, record.offset)
            advance(min(Int128(tick.time), kafka + settings.skew), record.offset)
        }
    }

    private func brokenRule(_ tick: TestTick, _ kafka: Int128) -> String? {
        if tick.price <= 0 { return "price_positive" }
        if Int128(tick.time) > kafka + settings.skew { return "future_time" }
        if Int128(tick.time) > settings.maxEventTime { return "too_new" }
        if tick.symbol.unicodeScalars.count > 20 { return "short_symbol" }
        if tick.id.utf8.count == 3, tick.id.utf8.last == 0x37 { return "odd_id" }
        return nil
    }

    private mutating func refuse(_ record: TestRecord, _ reason: String, rule: String?) {
        quarantine.append("\(record.offset) \(reason) \(cell(rule))")
    }

    private mutating func fold(_ tick: TestTick, _ offset: Int64) {
        for (index, interval) in settings.intervals.enumerated() {
            let length = interval.nanoseconds
            var start = Int128(tick.time) / length * length
            if start > Int128(tick.time) { start -= length }
            if let watermark, start + length <= watermark {
                var lateness = (watermark - Int128(tick.time)) / 1_000_000
                if lateness * 1_000_000 > watermark - Int128(tick.time) { lateness -= 1 }
                late.append("\(offset) \(interval.name) \(start / 1000) \(lateness)")
                continue
            }
            let window = Window(interval: index, start: start, symbol: Array(tick.symbol.utf8))
            open[window, default: []].append((tick, offset))
        }
    }

    private mutating func advance(_ time: Int128, _ offset: Int64) {
        watermark = max(watermark ?? time - settings.delay, time - settings.delay)
        let closed = open.keys.filter { window in
            window.start + settings.intervals[window.interval].nanoseconds <= watermark ?? 0
        }
        let order = closed.sorted { left, right in
            if left.interval != right.interval { return left.interval < right.interval }
            if left.start != right.start { return left.start < right.start }
            return left.symbol.lexicographicallyPrecedes(right.symbol)
        }
        for window in order {
            let ticks = open.removeValue(forKey: window) ?? []
            bars.append(line(window, ticks, trigger: offset))
        }
    }

    private func line(
        _ window: Window, _ ticks: [(tick: TestTick, offset: Int64)], trigger: Int64
    ) -> String {
        let ordered = ticks.sorted { left, right in
            if left.tick.time != right.tick.time { return left.tick.time < right.tick.time }
            if left.tick.sequence != right.tick.sequence {
                guard let leftSequence = left.tick.sequence else { return true }
                guard let rightSequence = right.tick.sequence else { return false }
                return leftSequence < rightSequence
            }
            return left.offset < right.offset
        }
        let prices = ticks.map(\.tick.price)
        let volume = ticks.reduce(Int128(0)) { $0 + Int128($1.tick.size) }
        let notional = ticks.reduce(Int128(0)) { $0 + Int128($1.tick.size) * Int128($1.tick.price) }
        let first = ordered[0]
        let last = ordered[ordered.count - 1]
        let start = window.start / 1000
        let end = start + settings.intervals[window.interval].nanoseconds / 1000
        var day = start / 86_400_000_000
        if day * 86_400_000_000 > start { day -= 1 }
        return [
            cell(String(decoding: window.symbol, as: UTF8.self)), "\(start)", "\(end)",
            "\(first.tick.price)", cell(prices.max()), cell(prices.min()), "\(last.tick.price)",
            "\(volume)", "\(notional)", cell(Self.halfEven(notional, volume)), "\(ticks.count)",
            "\(first.tick.time)", "\(last.tick.time)", cell(first.tick.sequence),
            cell(last.tick.sequence), "0", "'ticks'", "3", "\(first.offset)", "\(last.offset)",
            "\(trigger)", cell(settings.intervals[window.interval].name), "\(day)",
        ].joined(separator: "|")
    }

    /// The quotient of numbers that are not negative, half to even; nil without a divisor.
    static func halfEven(_ dividend: Int128, _ divisor: Int128) -> Int128? {
        guard divisor > 0 else { return nil }
        let down = dividend / divisor
        let rest = dividend - down * divisor
        if rest * 2 < divisor { return down }
        if rest * 2 > divisor { return down + 1 }
        return down % 2 == 0 ? down : down + 1
    }
}
