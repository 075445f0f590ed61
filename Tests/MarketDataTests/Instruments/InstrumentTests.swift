import Bytes
import Columnar
import MarketData
import TestSupport
import Testing

/// A metadata record as a test writes it; no name stands for a tombstone.
struct TestInstrument {
    var symbol: String
    var name: String?
    var sector: String?
    var validFrom: Int64 = 0
    var kafkaMilliseconds: Int64 = 0
}

let instrumentContract: [Field] = [
    Field("symbol", .string), Field("name", .string), Field("sector", .string),
    Field("lot_size", .long), Field("valid_from", .timestamp),
]

/// Records of a metadata lane as the engine would hand them over.
func batch(_ records: ArraySlice<TestInstrument>) -> (RecordBatch, DecodedInstruments) {
    var batch = RecordBatch(next: Int64(records.endIndex))
    var decoded = DecodedInstruments(rows: Batch(empty: Schema(instrumentContract)))
    var texts: [[String?]] = [[], [], []]
    var lots = Column<Int64>()
    var times = Column<Int64>()
    for (index, record) in zip(0..., records) {
        batch.offsets.append(Int64(records.startIndex + index))
        batch.timestamps.append(record.kafkaMilliseconds)
        batch.timestampTypes.append(1)
        batch.keys.append(text: record.symbol)
        guard let name = record.name else {
            batch.values.appendNull()
            decoded.events.append(.tombstone)
            continue
        }
        batch.values.append(text: "{}")
        decoded.events.append(.tick)
        decoded.record.append(Int32(index))
        texts[0].append(record.symbol)
        texts[1].append(name)
        texts[2].append(record.sector)
        lots.append(Int64(name.utf8.count) - 3)
        times.append(record.validFrom)
        decoded.rescued.appendNull()
    }
    decoded.rows = Batch(
        schema: Schema(instrumentContract),
        columns: texts.map { .binary(BinaryColumn($0)) } + [.int64(lots), .int64(times)],
        rowCount: times.count)
    return (batch, decoded)
}

/// The rows of `silver/instruments` in the plainest words.
func plainInstruments(_ records: [TestInstrument]) -> [String] {
    // By bytes: texts that look alike are different symbols, and `String` would unite them.
    var versions: [[UInt8]: [Int64: TestInstrument]] = [:]
    var ends: [[UInt8]: [Int64: Int64]] = [:]
    for record in records {
        let symbol = Array(record.symbol.utf8)
        if record.name != nil {
            versions[symbol, default: [:]][record.validFrom] = record
        } else if let newest = versions[symbol]?.keys.max(), ends[symbol]?[newest] == nil {
            ends[symbol, default: [:]][newest] = record.kafkaMilliseconds * 1000
        }
    }
    var rows: [String] = []
    for symbol in versions.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
        let known = versions[symbol] ?? [:]
        for start in known.keys.sorted() {
            let following = known.keys.filter { $0 > start }.min()
            let end = [following, ends[symbol]?[start]].compactMap { $0 }.min()
            let record = known[start]
            let lot = Int64((record?.name ?? "").utf8.count) - 3
            rows.append(
                "\(cell(String(decoding: symbol, as: UTF8.self)))|\(start)|\(cell(end))|\(end == nil)|\(cell(record?.name))|"
                    + "\(cell(record?.sector))|\(lot)")
        }
    }
    return rows
}

/// Metadata records with late versions, corrections and tombstones.
func instrumentStream(_ count: Int, _ random: inout SplitMix64, symbols: [String])
    -> [TestInstrument]
{
    (0..<count).map { index in
        let isTombstone = random.chance(1, in: 6)
        return TestInstrument(
            symbol: symbols.randomElement(using: &random) ?? "A",
            name: isTombstone ? nil : "name \(index)",
            sector: ["Tech", "Energy", nil, ""].randomElement(using: &random) ?? nil,
            validFrom: Int64.random(in: -3...12, using: &random) * 43_200_000_000,
            kafkaMilliseconds: Int64.random(in: -3...12, using: &random) * 43_200_000)
    }
}

@Suite("Instruments are a dimension of type 2")
struct InstrumentTests {
    private func plan(_ rules: [RuleSpecification] = []) throws -> InstrumentLanePlan {
        try InstrumentLanePlan(
            contract: instrumentContract,
            rules: try RuleSet(rules, schema: Schema(instrumentContract)))
    }

    private func table(_ records: [TestInstrument]) throws -> [String] {
        var state = InstrumentLaneState(plan: try plan(), next: 0)
        let (batch, decoded) = batch(records[...])
        _ = state.process(records: batch, decoded: decoded)
        return lines(state.table())
    }

    @Test("as a plain oracle says, in any cuts, with restarts", arguments: 0..<UInt64(100))
    func agrees(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let records = instrumentStream(
            120, &random, symbols: ["A", "AB", "e\u{301}", "\u{e9}", "B"])
        var state = InstrumentLaneState(plan: try plan(), next: 0)
        var index = 0
        while index < records.count {
            let end = min(records.count, index + Int.random(in: 1...30, using: &random))
            let before = lines(state.table())
            let (batch, decoded) = batch(records[index..<end])
            let output = state.process(records: batch, decoded: decoded)
            #expect(output.hasChanged || lines(state.table()) == before)
            index = end
            if random.chance(1, in: 3) {
                state = try InstrumentLaneState(plan: state.plan, restoring: state.snapshot())
            }
            #expect(lines(state.table()) == plainInstruments(Array(records[..<index])))
        }
        #expect(state.table().rowCount > 5)
    }

    @Test("versions arrive in any order", arguments: 0..<UInt64(20))
    func permutations(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let records = (0..<12).map { index in
            TestInstrument(
                symbol: index % 2 == 0 ? "A" : "B", name: "n\(index)", validFrom: Int64(index))
        }
        let plain = try table(records)
        #expect(try table(records.shuffled(using: &random)) == plain)
        #expect(plain.filter { $0.contains("|true|") }.count == 2)
    }

    @Test("a tombstone ends the newest version, once, and a later one begins anew")
    func tombstones() throws {
        let rows = try table([
            TestInstrument(symbol: "A", name: "one", validFrom: 10),
            TestInstrument(symbol: "A", kafkaMilliseconds: 1),
            TestInstrument(symbol: "A", kafkaMilliseconds: 2),
            TestInstrument(symbol: "A", name: "mended", validFrom: 10),
            TestInstrument(symbol: "A", name: "late", validFrom: 5),
            TestInstrument(symbol: "A", name: "back", validFrom: 3000),
            TestInstrument(symbol: "B", kafkaMilliseconds: 1),
        ])
        #expect(
            rows == [
                "'A'|5|10|false|'late'|-|1", "'A'|10|1000|false|'mended'|-|3",
                "'A'|3000|-|true|'back'|-|1",
            ])
    }

    @Test("a rule sends a record to quarantine, and it makes no version")
    func rules() throws {
        let rule = RuleSpecification(
            name: "lot", reason: "not_positive", action: .quarantine,
            test: .positive(column: "lot_size"))
        var state = InstrumentLaneState(plan: try plan([rule]), next: 0)
        let (records, decoded) = batch([
            TestInstrument(symbol: "A", name: "abc"), TestInstrument(symbol: "B", name: "abcd"),
        ])
        let output = state.process(records: records, decoded: decoded)
        #expect(output.good == [1] && output.quarantineOffsets == [0])
        #expect(state.table().rowCount == 1)
        let bronze = InstrumentRecordsTable.batch(
            decoded: decoded, records: records, output: output,
            lineage: Lineage(topic: "meta", partition: 2, schemaVersion: 4))
        #expect(lines(bronze) == ["'B'|'abcd'|-|1|0|-|0|4|'meta'|2|1|0"])
    }

    @Test(
        "a stored lane is refused or harmless where cells were changed", arguments: 0..<UInt64(100))
    func hostile(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var state = InstrumentLaneState(plan: try plan(), next: 0)
        let (records, decoded) = batch(
            instrumentStream(40, &random, symbols: ["A", "B"])[...])
        _ = state.process(records: records, decoded: decoded)
        var stored = state.snapshot()
        let column = Int.random(in: 3..<stored.columns.count, using: &random)
        guard case .int64(var values) = stored.columns[column] else { return }
        let row = Int.random(in: 0..<stored.rowCount, using: &random)
        values.values[row] = [.min, .max, 0, -1].randomElement(using: &random) ?? 0
        values.validity?[row] = random.chance(1, in: 2)
        stored.columns[column] = .int64(values)
        let again = try? InstrumentLaneState(plan: state.plan, restoring: stored)
        #expect((again?.table().rowCount ?? 0) <= state.table().rowCount)
        var gone = stored
        gone.columns.removeLast()
        gone.schema.fields.removeLast()
        #expect(throws: MarketDataError.self) {
            _ = try InstrumentLaneState(plan: state.plan, restoring: gone)
        }
    }
}
