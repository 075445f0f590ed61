import Bytes
import JSONColumns
import Poller
import TestSupport
import Testing

/// Records of topics out of shaped records.
@Suite struct RecordMappingTests {
    private static func form(
        _ kind: RecordMapping.Kind, _ names: [String], identity: [String] = []
    ) throws -> VendorForm {
        let fields = try names.map { name in
            switch name {
            case "ts": try field("ts", "ts", .time(.count(.nanoseconds), .fixed(.utc)))
            default: try field(name, name, .none, isRequired: false)
            }
        }
        return VendorForm(
            selector: try RecordSelector(shape: .objects), fields: fields, identity: identity,
            kind: kind)
    }

    private static let bar = ["symbol", "ts", "open", "high", "low", "close", "volume"]

    /// An amount in units of its last place, as text.
    private static func decimal(_ unscaled: Int, _ scale: Int) -> String {
        DecimalText.text(Int128(unscaled), scale: scale)
    }

    @Test(
        "the ticks of a bar make that bar, and the contract takes each of them", arguments: 0..<100)
    func bars(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let interval = Int64(4 + random.next(below: 100_000_000_000))
        let start = Int64(random.next(below: 1 << 60))
        let prices = (0..<4).map { _ in 1 + random.next(below: 1_000_000_000_000) }
        let low = Self.decimal(prices.min() ?? 0, 9)
        let high = Self.decimal(prices.max() ?? 0, 9)
        let volume = Self.decimal(1 + random.next(below: 1 << random.next(below: 50)), 8)
        let text = """
            [{"symbol":"ZVZZT","ts":\(start),"open":"\(Self.decimal(prices[0], 9))",
              "high":\(high),"low":\(low),"close":\(Self.decimal(prices[1], 9)),
              "volume":\(volume)}]
            """
        let form = try Self.form(
            .bar(interval: interval, isLabelledByEnd: false), Self.bar, identity: ["symbol", "ts"])
        let ticks = try form.map(text).records.map { try JSONValue(parsing: $0.value) }
        let values = try ticks.map { tick in
            let price = tick["price"]?.number?.text ?? ""
            let size = tick["size"]?.number?.text ?? ""
            return (
                try #require(DecimalText(precision: 18, scale: 9).unscaled(price)),
                try #require(DecimalText(precision: 18, scale: 8).unscaled(size)),
                try #require(RFC3339.nanoseconds(tick["ts"]?.string ?? ""))
            )
        }
        #expect(values.allSatisfy { $0.0 > 0 && $0.1 > 0 && start..<start + interval ~= $0.2 })
        #expect(zip(values, values.dropFirst()).allSatisfy { $0.2 < $1.2 })
        #expect(
            DecimalText.text(values.map(\.1).reduce(0, +), scale: 8) == volume)
        #expect(DecimalText.text(values.last?.0 ?? 0, scale: 9) == Self.decimal(prices[1], 9))
        if ticks.count > 1 {
            #expect(DecimalText.text(values[0].0, scale: 9) == Self.decimal(prices[0], 9))
            #expect(DecimalText.text(values.map(\.0).min() ?? 0, scale: 9) == low)
            #expect(DecimalText.text(values.map(\.0).max() ?? 0, scale: 9) == high)
        }
        #expect(Set(try form.map(text).records.map(\.id)).count == ticks.count)
        #expect(ticks.count == 4 || volume.utf8.count < 11)
    }

    @Test(
        "a bar that breaks the contract is no tick and has a reason",
        arguments: [
            (#""open":1,"high":1,"low":1,"close":1,"volume":0.00000001"#, 1, nil),
            (#""open":1,"high":1,"low":1,"close":1,"volume":0.00000004"#, 4, nil),
            (#""open":1,"high":1,"low":1,"close":1,"volume":0.000000001"#, 0, .precisionLoss),
            (#""open":0.0000000001,"high":1,"low":1,"close":1,"volume":4"#, 0, .precisionLoss),
            (#""open":0,"high":1,"low":0,"close":1,"volume":4"#, 0, .notPositive),
            (#""open":1,"high":1,"low":1,"close":1,"volume":-4"#, 0, .notPositive),
            (#""open":1,"high":1,"low":1,"close":1,"volume":1e10"#, 0, .outOfRange),
            (#""open":1e9,"high":1e9,"low":1,"close":1,"volume":1"#, 0, .outOfRange),
            (#""open":1,"high":1,"low":1.5,"close":1,"volume":1"#, 0, .inconsistentBar),
            (#""open":1,"high":1,"low":1,"close":"-","volume":1"#, 0, .wrongType),
            (#""open":1,"high":1,"low":1,"volume":1"#, 0, .missingField),
            (#""open":1,"high":1,"low":1,"close":1"#, 0, .missingField),
            (#""volume":0.0"#, 0, nil),
        ] as [(String, Int, RowProblem.Reason?)])
    func badBars(json: String, count: Int, reason: RowProblem.Reason?) throws {
        let form = try Self.form(.bar(interval: 60, isLabelledByEnd: false), Self.bar)
        let mapped = try form.map("[{\"symbol\":\"A\",\"ts\":5,\(json)}]")
        #expect(mapped.records.count == count)
        #expect(mapped.problems.counts == (reason.map { [$0: 1] } ?? [:]))
        #expect(mapped.emptyRows == (count == 0 && reason == nil ? 1 : 0))
    }

    @Test(
        "a bar that rose or stayed had its low first, one that fell its high",
        arguments: [(2, 3, "olhc"), (2, 2, "olhc"), (3, 2, "ohlc")])
    func order(open: Int, close: Int, expected: String) throws {
        let form = try Self.form(.bar(interval: 60, isLabelledByEnd: false), Self.bar)
        let prices = #""open":\#(open),"high":5,"low":1,"close":\#(close),"volume":4"#
        let records = try form.map(#"[{"symbol":"A","ts":30,\#(prices)}]"#).records
        #expect(records.map(\.eventTime) == [30, 50, 70, 89])
        let ids = try records.map { try JSONValue(parsing: $0.value)["trade_id"]?.string ?? "" }
        #expect(ids == expected.map { "30-\($0)" })
    }

    @Test("a bar labelled by its end begins an interval before")
    func labelledByEnd() throws {
        let form = try Self.form(.bar(interval: 60, isLabelledByEnd: true), Self.bar)
        let bar = #"[{"symbol":"A","ts":\#(100),"open":1,"high":1,"low":1,"close":1,"volume":4}]"#
        #expect(try form.map(bar).records.map(\.eventTime) == [40, 60, 80, 99])
        let edge = bar.replacing("100", with: "-9223372036854775807")
        #expect(try form.map(edge).problems.counts == [RowProblem.Reason.badTime: 1])
    }

    @Test(
        "a quote is its last price, or the middle of bid and ask to nine digits, ties to even",
        arguments: [
            (#""price":2.5,"bid":1,"ask":2"#, "2.5"), (#""bid":1,"ask":2"#, "1.5"),
            (#""bid":"0.000000001","ask":"0.000000002""#, "0.000000002"),
            (#""bid":"0.000000002","ask":"0.000000003""#, "0.000000002"),
            (#""bid":0,"ask":2"#, "not_positive"), (#""ask":2"#, "missing_field"),
        ])
    func quotes(json: String, expected: String) throws {
        let form = try Self.form(.quote, ["symbol", "ts", "price", "bid", "ask", "size"])
        let mapped = try form.map("[{\"symbol\":\"A\",\"ts\":5,\"size\":1,\(json)}]")
        let value = try mapped.records.first.map { try JSONValue(parsing: $0.value) }
        let found = value?["price"]?.number?.text ?? mapped.problems.samples.first?.reason.rawValue
        #expect(found == expected)
        let id = "5-q-\(expected)-1"
        #expect(value?["trade_id"]?.string ?? id == id, "a price that moves is another quote")
    }

    @Test("a trade has what the contract of ticks names, in its types")
    func trades() throws {
        let names = [
            "symbol", "ts", "price", "size", "trade_id", "exchange", "conditions", "sequence",
            "currency",
        ]
        let text = """
            [{"symbol":"ZVZZT","ts":1795185000000000001,"price":"1.50","size":2e1,"trade_id":12,
              "exchange":4,"conditions":[37,"T",null,""],"sequence":9,"currency":"USD"},
             {"symbol":"ZVZZT","ts":1,"price":1,"size":1,"trade_id":"x","conditions":[]},
             {"symbol":"","ts":1,"price":1,"size":1,"trade_id":"y"},
             {"symbol":"A","ts":1,"price":1,"size":1}]
            """
        let form = try Self.form(.trade, names)
        #expect(
            try form.texts(text) == [
                """
                {"symbol":"ZVZZT","price":1.5,"size":20,"ts":"2026-11-20T14:30:00.000000001Z",\
                "exchange":"4","trade_id":"12","conditions":["37","T"],"sequence":9,\
                "currency":"USD"}
                """,
                """
                {"symbol":"ZVZZT","price":1,"size":1,"ts":"1970-01-01T00:00:00.000000001Z",\
                "trade_id":"x"}
                """,
            ])
        #expect(try form.map(text).problems.counts == [RowProblem.Reason.missingField: 2])
    }

    @Test("an instrument keeps its id until something changes, whenever it is fetched")
    func instruments() throws {
        let form = try Self.form(.instrument, ["symbol", "name", "tick_size", "valid_from"])
        let text = #"[{"symbol":"ACME","name":"Acme","tick_size":"0.01"}]"#
        #expect(
            try form.texts(text) == [
                #"{"symbol":"ACME","name":"Acme","tick_size":"0.01","#
                    + #""valid_from":"2026-11-20T21:00:00.000000000Z"}"#
            ])
        let first = try form.map(text).records[0].id
        #expect(try form.map(text, fetchedAt: 7).records[0].id == first)
        #expect(try form.map(text.replacing("0.01", with: "0.05")).records[0].id != first)
        #expect(
            try form.map(text.replacing("0.01", with: "0")).problems.counts
                == [RowProblem.Reason.notPositive: 1])
        let dated = text.replacing("}", with: #","valid_from":"yesterday"}"#)
        #expect(try form.map(dated).problems.counts == [RowProblem.Reason.badTime: 1])
    }

    @Test("ids depend on source, stream, symbol and what tells records apart, and on nothing else")
    func ids() throws {
        let form = try Self.form(.record, ["symbol", "ts", "a", "b"], identity: ["a"])
        let ids = try form.map(
            """
            [{"symbol":"A","ts":1,"a":1,"b":1},{"symbol":"A","ts":2,"a":1,"b":2},
             {"symbol":"B","ts":1,"a":1},{"symbol":"A","ts":1,"a":11}]
            """
        ).records.map(\.id)
        #expect(ids[0] == ids[1] && Set(ids).count == 3)
    }

    @Test("one number at two exchanges is two trades, and one symbol at two is two instruments")
    func exchanges() throws {
        let trade = #"{"symbol":"A","ts":1,"price":1,"size":1,"trade_id":7"#
        let form = try Self.form(
            .trade, ["symbol", "ts", "price", "size", "trade_id", "exchange"])
        let trades = try form.map(
            #"[\#(trade),"exchange":"X"},\#(trade),"exchange":"Y"},\#(trade)},\#(trade)}]"#
        ).records
        #expect(Set(trades.map(\.id)).count == 3)
        #expect(trades[2].id == trades[3].id)
        let listed = try Self.form(.instrument, ["symbol", "exchange"]).map(
            #"[{"symbol":"A","exchange":"X"},{"symbol":"A","exchange":"Y"},{"symbol":"A"}]"#
        ).records
        #expect(Set(listed.map(\.changeKey)).count == 3)
        #expect(Set(listed.map { MappedRecord.symbol(ofChangeKey: $0.changeKey) }) == ["A"])
        #expect(listed.map(\.key) == ["A", "A", "A"])
    }

    @Test("a kind whose fields or time are not there is refused")
    func descriptions() throws {
        for kind: RecordMapping.Kind in [
            .trade, .quote, .bar(interval: 60, isLabelledByEnd: false),
        ] {
            let form = try Self.form(kind, ["symbol", "ts", "open"])
            let problem = #expect(throws: PollProblem.self) { try form.map("[]") }
            #expect(problem?.description.contains("need the field") == true)
        }
        let form = try Self.form(.bar(interval: 3, isLabelledByEnd: false), Self.bar)
        #expect(throws: PollProblem.self) { try form.map("[]") }
    }
}
