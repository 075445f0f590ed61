import Bytes
import Columnar
import Pipeline
import TestSupport

/// A lane's records, made up by a seed, with what each one is meant to be.
struct TickScript {
    /// What a record is meant to be.
    enum Meaning {
        case tick(Tick)
        case quarantined(reason: String)
        case heartbeat(time: Int64)
        case tombstone
    }

    /// A tick's values; price in 1e-9, size in 1e-8, time in nanoseconds.
    struct Tick {
        var symbol: String
        var time: Int64
        var price: Int64
        var size: Int64
        var id: String
        var sequence: Int64?
    }

    struct Entry {
        var offset: Int64
        var kafkaTime: Int64
        var meaning: Meaning
    }

    let lane: LaneID
    private(set) var entries: [Entry] = []
    private(set) var records = RecordBatch(next: 0)

    static let start: Int64 = 1_767_623_400_000_000_000
    private static let second: Int64 = 1_000_000_000

    /// Ticks of a few symbols over some minutes, out of order by up to 20 s, with every fault.
    init(lane: LaneID, count: Int, seed: UInt64) {
        self.lane = lane
        var random = SplitMix64(seed: seed)
        var offset = Int64.random(in: 0...3, using: &random)
        var clock = Self.start
        var earlier: [Tick] = []
        for index in 0..<count {
            clock += Int64.random(in: 0...4 * Self.second, using: &random)
            var tick = Self.tick(index, clock, &random)
            switch Int.random(in: 0..<40, using: &random) {
            case 0:
                append(offset, clock, .tombstone, value: nil)
            case 1:
                append(offset, clock, .quarantined(reason: "malformed_json"), value: "{\"symbol\":")
            case 2:
                tick.price = -tick.price
                append(
                    offset, clock, .quarantined(reason: "price_not_positive"),
                    value: Self.json(tick))
            case 3:
                tick.time = clock + 61 * Self.second
                append(offset, clock, .quarantined(reason: "future_time"), value: Self.json(tick))
            case 4:
                let text = "{\"ts\":\"\(Self.text(clock))\"}"
                append(offset, clock, .heartbeat(time: clock), value: text, isHeartbeat: true)
            case 5 where !earlier.isEmpty:
                let again = earlier[Int.random(in: 0..<earlier.count, using: &random)]
                append(offset, clock, .tick(again), value: Self.json(again))
            default:
                earlier.append(tick)
                append(offset, clock, .tick(tick), value: Self.json(tick))
            }
            offset += Int.random(in: 0..<12, using: &random) == 0 ? 4 : 1
        }
        clock += 7_200 * Self.second
        let text = "{\"ts\":\"\(Self.text(clock))\"}"
        append(offset, clock, .heartbeat(time: clock), value: text, isHeartbeat: true)
    }

    private static func tick(_ index: Int, _ clock: Int64, _ random: inout SplitMix64) -> Tick {
        let lateness = Int64.random(in: 0...20, using: &random)
        let time = clock - (lateness > 14 ? lateness : 0) * second
        return Tick(
            symbol: ["AA", "BÉ", "C"].randomElement(using: &random) ?? "AA",
            time: time - Int64.random(in: 0...3, using: &random),
            price: Int64.random(in: 1...2_000, using: &random) * 50_000_000,
            size: Int64.random(in: 1...500, using: &random) * 100_000_000,
            id: "\(index)",
            sequence: Bool.random(using: &random) ? Int64.random(in: 0...9, using: &random) : nil)
    }

    private mutating func append(
        _ offset: Int64, _ clock: Int64, _ meaning: Meaning, value: String?,
        isHeartbeat: Bool = false
    ) {
        let kafkaTime = clock / 1_000_000
        entries.append(Entry(offset: offset, kafkaTime: kafkaTime, meaning: meaning))
        records.offsets.append(offset)
        records.timestamps.append(kafkaTime)
        records.timestampTypes.append(1)
        records.keys.appendNull()
        if let value {
            records.values.append(Array(value.utf8).span)
        } else {
            records.values.appendNull()
        }
        appendHeaders(isHeartbeat)
        records.next = offset + 1
    }

    private mutating func appendHeaders(_ isHeartbeat: Bool) {
        var list =
            records.headers ?? ListColumn(elements: AnyColumn(empty: RecordBatch.headerType))
        var validity = list.validity ?? Bitmap()
        if isHeartbeat, case .structure(var pairs) = list.elements,
            case .binary(var keys) = pairs.fields[0], case .binary(var values) = pairs.fields[1]
        {
            keys.append(Array("ticklake-heartbeat".utf8).span)
            values.append(Array("1".utf8).span)
            pairs.fields = [.binary(keys), .binary(values)]
            pairs.count += 1
            list.elements = .structure(pairs)
        }
        list.offsets.append(Int32(list.elements.count))
        validity.append(isHeartbeat)
        list.validity = validity
        records.headers = list
    }

    /// The record's value by the contract's shape.
    static func json(_ tick: Tick) -> String {
        let sequence = tick.sequence.map { ",\"sequence\":\($0)" } ?? ""
        return "{\"symbol\":\"\(tick.symbol)\",\"price\":\(decimal(tick.price, 9)),"
            + "\"size\":\(decimal(tick.size, 8)),\"ts\":\"\(text(tick.time))\","
            + "\"exchange\":\"XNAS\",\"trade_id\":\(tick.id)\(sequence)}"
    }

    /// An unscaled number as text.
    static func decimal(_ value: Int64, _ scale: Int) -> String {
        let digits = String(value.magnitude)
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
        return (value < 0 ? "-" : "") + padded.dropLast(scale) + "." + padded.suffix(scale)
    }

    /// A time on 2026-01-05 or just after as RFC 3339; the scripts stay within January.
    static func text(_ time: Int64) -> String {
        let nanos = time % second
        let inDay = (time / second) % 86_400
        let day = 5 + Int(time / (86_400 * second) - start / (86_400 * second))
        func pad(_ value: Int64, _ width: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: width - digits.count) + digits
        }
        return "2026-01-\(pad(Int64(day), 2))T\(pad(inDay / 3_600, 2)):\(pad(inDay / 60 % 60, 2)):"
            + "\(pad(inDay % 60, 2)).\(pad(nanos, 9))Z"
    }
}
