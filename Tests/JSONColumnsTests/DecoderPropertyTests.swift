import Bytes
import Columnar
import JSONColumns
import TestSupport
import Testing

/// A record and what it has to become, made together.
private struct Specimen {
    var text = ""
    var row: [String?] = []
    var rescued: String?

    /// A random tick with random spellings, extra members, bad optional values and duplicates.
    init(using random: inout SplitMix64) {
        var members: [(name: String, value: String, isRescued: Bool)] = []
        let symbol = RandomJSON.text(using: &random) + "x"
        let trade = RandomJSON.integer(using: &random)
        let cents = Int64(random.next(upperBound: UInt64(1_000_000)))
        let size = Int64(random.next(upperBound: UInt64(100_000)))
        let nanoseconds = Int64(random.next(upperBound: UInt64(1_000_000_000)))
        row = [
            symbol, "\(cents * 10_000_000)", "\(size * 100_000_000)",
            "\(1_767_623_400_000_000_000 + nanoseconds)", nil, "\(trade)", nil, nil, nil,
        ]
        let price = "\(cents / 100).\(cents % 100 / 10)\(cents % 10)"
        let fraction = String("\(1_000_000_000 + nanoseconds)".dropFirst())
        members.append(("symbol", Specimen.quote(symbol, using: &random), false))
        members.append(("price", random.chance(1, in: 2) ? price : "\"\(price)\"", false))
        members.append(("size", random.chance(1, in: 2) ? "\(size)" : "\"\(size)e0\"", false))
        members.append(("ts", "\"2026-01-05T14:30:00.\(fraction)Z\"", false))
        members.append(("trade_id", random.chance(1, in: 2) ? "\(trade)" : "\"\(trade)\"", false))
        if random.chance(1, in: 2) {
            row[4] = RandomJSON.text(using: &random)
            members.append(("exchange", Specimen.quote(row[4] ?? "", using: &random), false))
        }
        if random.chance(1, in: 2) {
            let codes = (0..<random.next(upperBound: UInt64(4))).map { _ in
                RandomJSON.text(using: &random)
            }
            row[6] = codes.joined(separator: ",")
            let quoted = codes.map { Specimen.quote($0, using: &random) }
            members.append(("conditions", "[\(quoted.joined(separator: " , "))]", false))
        }
        switch random.next(upperBound: UInt64(4)) {
        case 0:
            row[7] = "\(cents)"
            members.append(("sequence", "\(cents)", false))
        case 1: members.append(("sequence", "{\"no\" : [1]}", true))
        case 2: members.append(("currency", "null", false))
        default: members.append(("currency", "-1.50", true))
        }
        for index in 0..<random.next(upperBound: UInt64(3)) {
            let value = RandomJSON.value(using: &random, depth: 3)
            members.append(("extra\(index)", value.text, true))
        }
        members.shuffle(using: &random)
        let kept = members.filter(\.isRescued).map { "\"\($0.name)\":\($0.value)" }
        if !kept.isEmpty { rescued = "{\(kept.joined(separator: ","))}" }
        // Earlier members of the same name do not count.
        for member in members where random.chance(1, in: 6) {
            members.insert((member.name, "[\"stale\"]", false), at: 0)
        }
        write(members.map { (Specimen.quote($0.name, using: &random), $0.value) }, using: &random)
    }

    private mutating func write(_ members: [(String, String)], using random: inout SplitMix64) {
        func space() -> String {
            let spaces = ["", "", "", " ", "\n", "\t\r\n", "            "]
            return spaces.randomElement(using: &random) ?? ""
        }
        text = space() + "{" + space()
        for (index, member) in members.enumerated() {
            text += index > 0 ? space() + "," + space() : ""
            text += member.0 + space() + ":" + space() + member.1
        }
        text += space() + "}" + space()
    }

    /// A string as JSON, now and then with escapes that it does not need.
    private static func quote(_ text: String, using random: inout SplitMix64) -> String {
        guard random.chance(1, in: 4) else { return JSONValue.string(text).text }
        let units = text.utf16.map { unit in
            let hex = String(unit, radix: 16, uppercase: random.chance(1, in: 2))
            return "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        }
        return "\"\(units.joined())\""
    }
}

@Suite("Any record is a row or a rejection")
struct DecoderPropertyTests {
    private let plan: JSONDecodePlan

    init() throws { plan = try JSONDecodePlan(fields: Decoded.tickFields) }

    @Test("random records become the rows that they were made from", arguments: 0..<UInt64(60))
    func decodes(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let specimens = (0..<(1 + random.next(upperBound: UInt64(600)))).map { _ in
            Specimen(using: &random)
        }
        let decoded = Decoded(BinaryColumn(specimens.map(\.text)), plan: plan)
        #expect(decoded.columns.rejections.count == 0)
        #expect(decoded.columns.rowRecords == specimens.indices.map { Int32($0) })
        guard decoded.columns.rowCount == specimens.count else { return }
        for (row, specimen) in specimens.enumerated() {
            #expect(decoded.row(row) == specimen.row, "\(specimen.text)")
            #expect(decoded.rescued(row) == specimen.rescued, "\(specimen.text)")
        }
    }

    @Test("how records are cut into batches makes no difference", arguments: 0..<UInt64(20))
    func ignoresCuts(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let bytes = (0..<300).map { _ in damaged(Specimen(using: &random).text, using: &random) }
        let whole = Decoded(bytes: bytes, plan: plan)
        var decoder = JSONColumnDecoder(plan)
        var output = DecodedColumns(plan)
        var row = 0
        var rejection = 0
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + 1 + Int(random.next(upperBound: UInt64(70))))
            var part = BinaryColumn()
            for value in bytes[start..<end] { part.append(value.span) }
            decoder.decode(part, into: &output)
            for index in 0..<output.rowCount {
                let record = Int(output.rowRecords[index]) + start
                #expect(record == Int(whole.columns.rowRecords[row]))
                #expect(output.columns.map { Decoded.text($0, index) } == whole.row(row))
                #expect(output.rescued.text(index) == whole.rescued(row))
                row += 1
            }
            for index in 0..<output.rejections.count {
                let expected = whole.columns.rejections
                #expect(
                    Int(output.rejections.records[index]) + start
                        == Int(expected.records[rejection]))
                #expect(output.rejections.reasons[index] == expected.reasons[rejection])
                #expect(output.rejections.details.text(index) == expected.details.text(rejection))
                rejection += 1
            }
            start = end
        }
        #expect(row == whole.columns.rowCount)
        #expect(rejection == whole.columns.rejections.count)
    }

    @Test("every beginning of a record is refused", arguments: 0..<UInt64(20))
    func refusesTruncated(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let text = Specimen(using: &random).text
        let bytes = Array(text.utf8)
        let last = bytes.lastIndex(of: UInt8(ascii: "}")) ?? 0
        let parts = (0...last).map { Array(bytes[..<$0]) }
        let decoded = Decoded(bytes: parts, plan: plan)
        #expect(decoded.columns.rowCount == 0)
        #expect(decoded.columns.rejections.count == parts.count)
        for index in 1..<parts.count {
            let reason = decoded.columns.rejections.reasons[index]
            #expect(reason == .malformedJSON || reason == .notUTF8)
            #expect(decoded.columns.rejections.details.text(index)?.isEmpty == false)
            // Alone in its arena, so that nothing lies beyond it.
            #expect(Decoded(bytes: [parts[index]], plan: plan).reason == reason)
        }
    }

    @Test(
        "damaged records are taken or refused, as the value parser says", arguments: 0..<UInt64(60))
    func survivesDamage(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let bytes = (0..<200).map { _ in damaged(Specimen(using: &random).text, using: &random) }
        let decoded = Decoded(bytes: bytes, plan: plan)
        var seen = Set<Int32>()
        for record in decoded.columns.rowRecords + decoded.columns.rejections.records {
            #expect(seen.insert(record).inserted)
        }
        #expect(seen.count == bytes.count)
        let structural: [ReasonCode] = [.malformedJSON, .notUTF8, .tooDeep]
        for index in 0..<decoded.columns.rejections.count {
            let record = Int(decoded.columns.rejections.records[index])
            let isJSON = (try? JSONValue(parsing: bytes[record])) != nil
            let reason = decoded.columns.rejections.reasons[index]
            #expect(structural.contains(reason) == (!isJSON && reason != .emptyValue))
            let detail = decoded.columns.rejections.details
            #expect((try? UTF8Span(validating: detail[index].octets)) != nil)
        }
        for record in decoded.columns.rowRecords {
            #expect((try? JSONValue(parsing: bytes[Int(record)])) != nil)
        }
        for row in 0..<decoded.columns.rowCount {
            if let rescued = decoded.rescued(row) {
                #expect((try? JSONValue(parsing: rescued))?.object != nil)
            }
        }
    }

    /// A text with a few bits flipped, bytes removed, doubled or replaced.
    private func damaged(_ text: String, using random: inout SplitMix64) -> [UInt8] {
        var bytes = Array(text.utf8)
        for _ in 0..<random.next(upperBound: UInt64(4)) where !bytes.isEmpty {
            let at = Int(random.next(upperBound: UInt64(bytes.count)))
            switch random.next(upperBound: UInt64(5)) {
            case 0: bytes[at] ^= 1 << UInt8(random.next(upperBound: UInt64(8)))
            case 1: bytes.remove(at: at)
            case 2: bytes.insert(bytes[at], at: at)
            case 3:
                bytes[at] = Array("{}[],:\"\\0e-.tn \u{1}".utf8).randomElement(using: &random) ?? 0
            default: bytes.removeLast(bytes.count - at)
            }
        }
        return bytes
    }

    @Test("a record over the size limit is refused unread, one at the limit is taken")
    func limitsSize() throws {
        let plan = try JSONDecodePlan(fields: [], recordBytesMax: 20)
        let decoded = Decoded(
            bytes: [
                Array("{}                  ".utf8), Array("{}                   ".utf8),
                [UInt8](repeating: 0xff, count: 21), [UInt8](repeating: 0xff, count: 20),
            ], plan: plan)
        #expect(decoded.columns.rowRecords == [0])
        #expect(
            decoded.columns.rejections.reasons == [
                .recordTooLarge, .recordTooLarge, .malformedJSON,
            ])
        #expect(
            decoded.columns.rejections.details.text(0)
                == "the value has 21 bytes, the limit is 20")
    }

    @Test("details are short, on one line, and valid UTF-8")
    func writesDetails() throws {
        let long = String(repeating: "é", count: 5000)
        let decoded = try Decoded([
            #"{"symbol":["\#(long)"]}"#, #"{"symbol":"A","price":"a\#n\#nb"}"#,
            "{\"symbol\":\"\(long)\u{1}\"}", "[\"\(long)\"]",
        ])
        #expect(decoded.columns.rejections.count == 4)
        for index in 0..<4 {
            let detail = decoded.columns.rejections.details
            #expect((try? UTF8Span(validating: detail[index].octets)) != nil)
            #expect(detail[index].byteCount < 250)
            #expect(detail.text(index)?.contains("\n") == false)
        }
    }
}
