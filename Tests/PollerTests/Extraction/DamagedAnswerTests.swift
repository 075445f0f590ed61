import Bytes
import JSONColumns
import Poller
import TestSupport
import Testing

/// Answers that no vendor sends.
@Suite struct DamagedAnswerTests {
    private static let answers = [
        #"{"meta":{"zone":"Asia/Tokyo"},"bars":{"A":[{"t":1,"o":"2","v":3}],"B":null}}"#,
        #"{"bars":{"t":[1,2],"o":[3,null],"v":[4,5]}}"#,
        #"{"bars":[[1,"2",3],[4,5,6]]}"#, #"{"bars":[{"t":1,"o":2,"v":1e5},{"t":"x"}]}"#,
        "t,o,v\n1,2,3\n4,5,6\n", "{\"t\":1,\"o\":2}\n{\"t\":3}\n",
    ]
    private static let parts = [
        "null", "{}", "[]", "\"x\"", "-1e400", "true", "{\"t\":[{}]}", "[[[]]]", ",", "\"", "\n",
        "9223372036854775808", "\"Mars/Olympus\"", "0.00000000001", "]", "}",
    ]

    private static func selectors() throws -> [RecordSelector] {
        let path = try ValuePath("bars")
        let columns = try ["t", "o", "v"].map {
            RowShape.Column(name: $0, path: try ValuePath($0))
        }
        let shapes: [RowShape] = [
            .objects, .keyed(name: "symbol", path: .whole, rows: .objects),
            .columnar(columns, nullable: ["o"]), .positional(["t", "o", "v"]),
            .keyed(name: "symbol", path: .whole, rows: .columnar(columns, nullable: [])),
        ]
        return try shapes.map { try RecordSelector(path: path, shape: $0) } + [
            RecordSelector(shape: .delimited(DelimitedForm())), RecordSelector(shape: .lines),
        ]
    }

    @Test("records are made or refused, each of them counted, and nothing traps", arguments: 0..<80)
    func damage(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let zone = ZoneSource.named(try FieldSource(path: "body.meta.zone"))
        for selector in try Self.selectors() {
            var text = Array(Self.answers[random.next(below: Self.answers.count)].utf8)
            for _ in 0..<random.next(below: 3) {
                let place = random.next(below: text.count)
                let end = min(text.count, place + random.next(below: 6))
                let part = Self.parts[random.next(below: Self.parts.count)]
                text.replaceSubrange(place..<end, with: Array(part.utf8))
            }
            let isLocal = random.chance(1, in: 2)
            let time = FieldCast.time(isLocal ? .date : .count(.seconds), zone)
            let form = VendorForm(
                selector: selector,
                fields: try [
                    partitionSymbol(), field("ts", "t", time), field("open", "o"),
                    field("high", "o"), field("low", "o"), field("close", "o"),
                    field("volume", "v"),
                ])
            let answer = ResponseBody(text)
            guard let rows = try? selector.rows(of: answer),
                let mapped = try? form.map(String(decoding: text, as: UTF8.self))
            else { continue }
            let made = Set(mapped.records.map(\.row)).count
            #expect(
                made + mapped.emptyRows + mapped.problems.count == rows.rows.count
                    + rows.problems.count)
        }
    }
}
