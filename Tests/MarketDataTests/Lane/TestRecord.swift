import Bytes
import Columnar
import MarketData
import TestSupport

/// A tick as a test writes it.
struct TestTick {
    var symbol = "AAPL"
    var time: Int64 = 0
    var price: Int64 = 1_000_000_000
    var size: Int64 = 100_000_000
    var venue: String?
    var id = "1"
    var sequence: Int64?
    var conditions: String?
    var currency: String?
    var rescued: String?
}

/// A record of a tick lane as a test writes it.
struct TestRecord {
    enum Kind {
        case tick(TestTick)
        case rejected(reason: String)
        case heartbeat(Int64)
        case badHeartbeat
        case tombstone
    }

    var offset: Int64
    var kafkaMilliseconds: Int64
    var kind: Kind
}

/// A batch of records as the engine would hand it over.
func batch(_ records: ArraySlice<TestRecord>, next: Int64) -> (RecordBatch, DecodedTicks) {
    var batch = RecordBatch(next: next)
    var decoded = DecodedTicks()
    for (index, record) in records.enumerated() {
        batch.offsets.append(record.offset)
        batch.timestamps.append(record.kafkaMilliseconds)
        batch.timestampTypes.append(1)
        batch.keys.appendNull()
        batch.values.append(Array("value \(record.offset)".utf8).span)
        switch record.kind {
        case .tick(let tick):
            decoded.events.append(.tick)
            decoded.ticks.append(tick, record: index)
        case .rejected(let reason):
            decoded.events.append(.rejected)
            decoded.rejections.append(
                record: index, reason: Array(reason.utf8), detail: Array("bad".utf8), rule: nil,
                version: nil)
        case .heartbeat(let time):
            decoded.events.append(.heartbeat)
            decoded.heartbeatTimes.append(time)
        case .badHeartbeat: decoded.events.append(.badHeartbeat)
        case .tombstone: decoded.events.append(.tombstone)
        }
    }
    return (batch, decoded)
}

extension TickColumns {
    mutating func append(_ tick: TestTick, record index: Int) {
        record.append(Int32(index))
        symbol.append(Array(tick.symbol.utf8).span)
        eventTime.append(tick.time)
        price.append(tick.price)
        size.append(tick.size)
        tradeID.append(Array(tick.id.utf8).span)
        if let value = tick.sequence {
            sequence.append(value)
        } else {
            sequence.appendNull(placeholder: 0)
        }
        venue.append(text: tick.venue)
        conditions.append(text: tick.conditions)
        currency.append(text: tick.currency)
        rescued.append(text: tick.rescued)
    }
}

extension BinaryColumn {
    mutating func append(text: String?) {
        if let text { append(Array(text.utf8).span) } else { appendNull() }
    }
}

/// Makes streams of records with disorder, repetitions, faults and quiet stretches.
struct RecordStream {
    var random: SplitMix64
    var symbols = ["A", "A\0", "AAPL", "e\u{301}", "\u{e9}", "MSFT", "a symbol of many bytes"]
    var spread: Int64 = 3_000_000_000
    var hasFaults = true

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func records(_ count: Int, from start: Int64 = 0) -> [TestRecord] {
        var records: [TestRecord] = []
        var offset = start
        // Around the epoch, so that times and dates before 1970 are met.
        var clock = Int64.random(in: -20_000_000_000...20_000_000_000, using: &random)
        for _ in 0..<count {
            clock += Int64.random(in: 0...200_000_000, using: &random)
            if random.chance(1, in: 200) { clock += 4_000_000_000 }
            let kafka = (clock + Int64.random(in: -500_000_000...500_000_000, using: &random))
            let kind = kind(clock, records)
            records.append(
                TestRecord(offset: offset, kafkaMilliseconds: kafka / 1_000_000, kind: kind))
            offset += random.chance(1, in: 10) ? 3 : 1
        }
        return records
    }

    private mutating func kind(_ clock: Int64, _ before: [TestRecord]) -> TestRecord.Kind {
        if hasFaults {
            if random.chance(1, in: 40) { return .rejected(reason: "malformed_json") }
            if random.chance(1, in: 60) { return .tombstone }
            if random.chance(1, in: 60) { return .badHeartbeat }
            if random.chance(1, in: 50) {
                return .heartbeat(clock + Int64.random(in: 0...9_000_000_000, using: &random))
            }
        }
        if random.chance(1, in: 8), let earlier = before.suffix(60).randomElement(using: &random),
            case .tick(var tick) = earlier.kind
        {
            if random.chance(1, in: 3) { tick.time = clock }
            return .tick(tick)
        }
        return .tick(tick(clock))
    }

    private mutating func tick(_ clock: Int64) -> TestTick {
        var time = clock + Int64.random(in: -spread...1000, using: &random)
        if hasFaults, random.chance(1, in: 30) {
            time += Int64.random(in: -60_000_000_000...60_000_000_000, using: &random)
        }
        if random.chance(1, in: 3) { time = time / 1_000_000_000 * 1_000_000_000 }
        return TestTick(
            symbol: symbols.randomElement(using: &random) ?? "A", time: time,
            price: Int64.random(in: hasFaults ? -2...40 : 1...40, using: &random) * 250_000_000,
            size: Int64.random(in: 0...6, using: &random) * 33_333_333,
            venue: [nil, "", "XNAS", "XNYS"].randomElement(using: &random) ?? nil,
            id: "\(UInt8.random(in: 0...255, using: &random))",
            sequence: random.chance(1, in: 3)
                ? nil : Int64.random(in: -2...2, using: &random),
            conditions: random.chance(1, in: 4) ? "@,I" : nil)
    }
}
