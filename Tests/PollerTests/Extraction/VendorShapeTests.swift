import JSONColumns
import Testing

import Poller

/// Each vendor's form, with invented values: what domain.md's catalogue describes.
@Suite struct VendorShapeTests {
    @Test("Massive: objects with times in milliseconds, and no list where there is nothing")
    func massive() throws {
        let form = VendorForm(
            selector: try RecordSelector(
                path: ValuePath("results"), shape: .objects, absentIsEmpty: true),
            fields: try barFields(
                ts: field("ts", "t", .time(.count(.milliseconds), .fixed(.utc))),
                ["o", "h", "l", "c", "v"]))
        let text = """
            {"ticker":"ZVZZT","status":"OK","resultsCount":1,"results":[
             {"o":10.5,"h":11,"l":10.25,"c":10.75,"v":1e2,"vw":10.6,"n":7,"t":1795185000000}],
             "next_url":"https://localhost:443/next"}
            """
        let ticks = try form.texts(text)
        #expect(
            ticks == [
                """
                {"symbol":"ZVZZT","price":10.5,"size":25,"ts":"2026-11-20T14:30:00.000000000Z",\
                "trade_id":"1795185000000000000-o","conditions":["bar"]}
                """,
                """
                {"symbol":"ZVZZT","price":10.25,"size":25,"ts":"2026-11-20T14:30:20.000000000Z",\
                "trade_id":"1795185000000000000-l","conditions":["bar"]}
                """,
                """
                {"symbol":"ZVZZT","price":11,"size":25,"ts":"2026-11-20T14:30:40.000000000Z",\
                "trade_id":"1795185000000000000-h","conditions":["bar"]}
                """,
                """
                {"symbol":"ZVZZT","price":10.75,"size":25,"ts":"2026-11-20T14:30:59.999999999Z",\
                "trade_id":"1795185000000000000-c","conditions":["bar"]}
                """,
            ])
        let empty = try form.selector.rows(of: body(#"{"status":"OK","resultsCount":0}"#))
        #expect(empty.isAbsent && empty.rows.isEmpty)
    }

    @Test("Alpaca: bars of several symbols, keyed by symbol, with times in RFC 3339")
    func alpaca() throws {
        let form = VendorForm(
            selector: try RecordSelector(
                path: ValuePath("bars"),
                shape: .keyed(name: "symbol", path: .whole, rows: .objects)),
            fields: try barFields(
                symbol: field("symbol", "symbol", .text),
                ts: field("ts", "t", .time(.rfc3339, .fixed(.utc))), ["o", "h", "l", "c", "v"]))
        let text = """
            {"bars":{"ZVZZT":[{"t":"2026-11-20T14:30:00Z","o":1,"h":2,"l":1,"c":2,"v":8,"n":2},
             {"t":"2026-11-20T14:31:00Z","o":2,"h":2,"l":2,"c":2.5,"v":4}],
             "ACME":[{"t":"2026-11-20T14:30:00Z","o":3,"h":3,"l":3,"c":3,"v":4}],
             "GONE":{"message":"unknown"},"NONE":null},"next_page_token":null}
            """
        #expect(
            try form.bars(text) == ["ZVZZT 2026-11-20T14:30:00Z 2", "ACME 2026-11-20T14:30:00Z 3"])
        // One bar contradicts itself, one key holds no bars: the others went on.
        let problems = try form.map(text).problems
        #expect(problems.counts == [.inconsistentBar: 1, .missingField: 1])
    }

    @Test("Twelve Data: naive local times of the exchange's zone, which the answer names")
    func twelveData() throws {
        let zone = ZoneSource.named(try FieldSource(path: "body.meta.exchange_timezone"))
        let form = VendorForm(
            selector: try RecordSelector(path: ValuePath("values"), shape: .objects),
            fields: try barFields(
                ts: field(
                    "ts", "datetime", .time(try TimeFormat("%Y-%m-%d %H:%M:%S"), zone)),
                ["open", "high", "low", "close", "volume"]))
        let text = """
            {"meta":{"symbol":"ZVZZT","interval":"1min","exchange_timezone":"America/New_York"},
             "values":[
             {"datetime":"2026-11-02 09:30:00","open":"5.10","high":"5.2","low":"5","close":"5.15",
              "volume":"40"},
             {"datetime":"2026-10-30 09:30:00","open":"5","high":"5","low":"5","close":"5",
              "volume":"4"}],"status":"ok"}
            """
        // The clocks went back between the two bars.
        #expect(
            try form.bars(text) == [
                "ZVZZT 2026-11-02T14:30:00Z 5.15", "ZVZZT 2026-10-30T13:30:00Z 5",
            ])
        #expect(throws: PollProblem.self) {
            try form.bars(#"{"meta":{},"values":[]}"#)
        }
    }

    @Test("Twelve Data with several symbols: each key has its own zone, and a bad one stops none")
    func twelveDataOfMany() throws {
        let zone = ZoneSource.named(try FieldSource(path: "parent.meta.exchange_timezone"))
        let form = VendorForm(
            selector: try RecordSelector(
                shape: .keyed(name: "symbol", path: ValuePath("values"), rows: .objects)),
            fields: try barFields(
                symbol: field("symbol", "symbol", .text),
                ts: field("ts", "datetime", .time(try TimeFormat("%Y-%m-%d %H:%M:%S"), zone)),
                ["open", "high", "low", "close", "volume"]))
        let values =
            #"[{"datetime":"2026-07-01 09:30:00","open":"1","high":"1","low":"1","#
            + #""close":"1","volume":"4"}]"#
        let text = """
            {"ZVZZT":{"meta":{"exchange_timezone":"America/New_York"},"values":\(values)},
             "BAD":{"code":400,"message":"symbol not found","status":"error"},
             "ACME":{"meta":{"exchange_timezone":"Asia/Tokyo"},"values":\(values)},
             "LOST":{"meta":{"exchange_timezone":"Mars/Olympus"},"values":\(values)}}
            """
        #expect(
            try form.bars(text) == ["ZVZZT 2026-07-01T13:30:00Z 1", "ACME 2026-07-01T00:30:00Z 1"])
        #expect(try form.map(text).problems.counts == [.malformed: 1, .badTime: 1])
    }

    @Test("Alpha Vantage: objects keyed by time under a name with the interval in it")
    func alphaVantage() throws {
        let eastern = try zones.rules(of: "America/New_York")
        let form = VendorForm(
            selector: try RecordSelector(
                path: ValuePath(#"["Time Series (*)"]"#),
                shape: .keyed(name: "time", path: .whole, rows: .objects)),
            fields: try barFields(
                ts: field(
                    "ts", "time", .time(try TimeFormat("%Y-%m-%d %H:%M:%S"), .fixed(eastern))),
                [
                    #"["1. open"]"#, #"["2. high"]"#, #"["3. low"]"#, #"["4. close"]"#,
                    #"["5. volume"]"#,
                ]))
        let text = """
            {"Meta Data":{"6. Time Zone":"US/Eastern"},"Time Series (1min)":{
             "2026-11-20 19:59:00":{"1. open":"9","2. high":"9.5","3. low":"9","4. close":"9.25",
              "5. volume":"12"}}}
            """
        #expect(try form.bars(text) == ["ZVZZT 2026-11-21T00:59:00Z 9.25"])
        // Whatever the vendor says instead, the data's key is not there.
        #expect(throws: PollProblem.self) {
            try form.bars(#"{"Information":"we have detected your API key as ..."}"#)
        }
    }

    @Test("Finnhub: parallel lists, and no lists where there is nothing")
    func finnhub() throws {
        let names = ["t", "o", "h", "l", "c", "v"]
        let columns = try names.map { RowShape.Column(name: $0, path: try ValuePath($0)) }
        let form = VendorForm(
            selector: try RecordSelector(
                shape: .columnar(columns, nullable: []), absentIsEmpty: true),
            fields: try barFields(
                ts: field("ts", "t", .time(.count(.seconds), .fixed(.utc))),
                ["o", "h", "l", "c", "v"]))
        let text = """
            {"s":"ok","t":[1795185000,1795185060],"o":[1,2],"h":[1,3],"l":[1,2],"c":[1,3],
             "v":[4,0]}
            """
        #expect(try form.bars(text) == ["ZVZZT 2026-11-20T14:30:00Z 1"])
        #expect(try form.map(text).emptyRows == 1)
        #expect(try form.bars(#"{"s":"no_data"}"#) == [])
        let error = #expect(throws: PollProblem.self) {
            try form.bars(#"{"s":"ok","t":[1],"o":[1,2],"h":[1],"l":[1],"c":[1],"v":[1]}"#)
        }
        #expect(error?.description.contains("different lengths") == true)
    }

    @Test("Tiingo: a bare list, and days that begin at midnight of the exchange")
    func tiingo() throws {
        let eastern = try zones.rules(of: "America/New_York")
        let form = VendorForm(
            selector: try RecordSelector(shape: .objects),
            fields: try barFields(
                ts: field("ts", "day", .time(.date, .fixed(eastern))),
                ["open", "high", "low", "close", "volume"]),
            kind: .bar(interval: 86_400_000_000_000, isLabelledByEnd: false))
        let text = """
            [{"day":"2026-07-01","close":5,"high":5,"low":5,"open":5,"volume":4,"adjClose":2.5,
              "divCash":0.0,"splitFactor":1.0}]
            """
        #expect(try form.bars(text) == ["ZVZZT 2026-07-01T04:00:00Z 5"])
        #expect(throws: PollProblem.self) { try form.bars(#""slow down""#) }
    }

    @Test("Yahoo-style: parallel lists in several places; minutes of nulls are left out")
    func yahoo() throws {
        let paths = [
            ("t", "timestamp"), ("o", "indicators.quote[0].open"),
            ("h", "indicators.quote[0].high"), ("l", "indicators.quote[0].low"),
            ("c", "indicators.quote[0].close"), ("v", "indicators.quote[0].volume"),
        ]
        let columns = try paths.map { RowShape.Column(name: $0, path: try ValuePath($1)) }
        let form = VendorForm(
            selector: try RecordSelector(
                path: ValuePath("chart.result[0]"),
                shape: .columnar(columns, nullable: ["o", "h", "l", "c"])),
            fields: try barFields(
                ts: field("ts", "t", .time(.count(.seconds), .fixed(.utc))),
                ["o", "h", "l", "c", "v"]))
        let text = """
            {"chart":{"result":[{"meta":{"gmtoffset":-18000},
             "timestamp":[1795185000,1795185060,1795185120],
             "indicators":{"quote":[{"open":[1,null,2],"high":[1,null,2],"low":[1,null,2],
              "close":[1,null,null],"volume":[4,null,4]}]}}],"error":null}}
            """
        #expect(try form.bars(text) == ["ZVZZT 2026-11-20T14:30:00Z 1"])
        #expect(try form.selector.rows(of: body(text)).nullRows == 1)
        #expect(try form.map(text).problems.counts == [.missingField: 1])
        // An error has no result.
        #expect(throws: PollProblem.self) {
            try form.bars(#"{"chart":{"result":null,"error":{"code":"Not Found"}}}"#)
        }
    }

    @Test("Binance: lists of twelve, whose prices are texts")
    func binance() throws {
        let names = ["t", "o", "h", "l", "c", "v", "end", "quote", "n", "_", "_", "_"]
        let form = VendorForm(
            selector: try RecordSelector(shape: .positional(names)),
            fields: try barFields(
                ts: field("ts", "t", .time(.count(.milliseconds), .fixed(.utc))),
                ["o", "h", "l", "c", "v"]))
        let text = """
            [[1795185000000,"0.01634790","0.8","0.0157","0.01577100","148976.11427815",
              1795185059999,"2434.19055334",308,"1756.87402397","28.46694368","0"],[1,"2"]]
            """
        #expect(try form.bars(text) == ["ZVZZT 2026-11-20T14:30:00Z 0.015771"])
        #expect(try form.map(text).problems.counts == [.malformed: 1])
    }

    @Test("Coinbase: low, high, open, close, in that order, newest first")
    func coinbase() throws {
        let form = VendorForm(
            selector: try RecordSelector(shape: .positional(["t", "l", "h", "o", "c", "v"])),
            fields: try barFields(
                ts: field("ts", "t", .time(.count(.seconds), .fixed(.utc))),
                ["o", "h", "l", "c", "v"]))
        let text = "[[1795185060,0.32,4.2,0.35,4.1,12.3],[1795185000,1,3,2,1.5,8]]"
        #expect(
            try form.bars(text) == [
                "ZVZZT 2026-11-20T14:31:00Z 4.1", "ZVZZT 2026-11-20T14:30:00Z 1.5",
            ])
        #expect(throws: PollProblem.self) { try form.bars(#"{"message":"NotFound"}"#) }
    }

    @Test("Databento: lines of CSV or JSON with times in nanoseconds")
    func databento() throws {
        let fields = try [
            field("symbol", "symbol", .text),
            field("ts", "ts_event", .time(.count(.nanoseconds), .fixed(.utc))),
            field("price", "price"), field("size", "size"), field("trade_id", "sequence", .text),
        ]
        var form = VendorForm(
            selector: try RecordSelector(shape: .delimited(DelimitedForm())), fields: fields,
            identity: ["symbol", "trade_id"], kind: .trade)
        let csv = """
            ts_event,symbol,price,size,sequence\r
            1795185000000000001,ZVZZT,10.250000000,3,77\r
            1795185000000000002,"AC""ME",NaN,3,78\r
            1795185000000000003,ACME,1\r

            """
        let expected =
            #"{"symbol":"ZVZZT","price":10.25,"size":3,"ts":"2026-11-20T14:30:00.000000001Z","#
            + #""trade_id":"77"}"#
        #expect(try form.texts(csv) == [expected])
        #expect(try form.map(csv).problems.counts == [.wrongType: 1, .malformed: 1])
        form.selector = try RecordSelector(shape: .lines)
        let lines = """
            {"ts_event":1795185000000000001,"symbol":"ZVZZT","price":"10.25","size":3,"sequence":77}
            {"ts_event":1795185000000000002,"symbol":
            """
        #expect(try form.texts(lines) == [expected])
        #expect(try form.map(lines).problems.counts == [.malformed: 1])
    }
}
