import HTTPTransfer
import JSONColumns
import Poller
import Testing

@Suite struct MassiveTickerTests {
    static let source = VendorSource(
        name: "massive-tickers", partition: "", changes: [], now: "2026-01-05T14:34:00Z",
        lookback: nil, asked: { _, _ in query },
        good: .json(answer([ticker("ZVZZT", "Test One")])),
        records: [record("ZVZZT", "Test One", from: "2026-01-05T14:34:00.000000000Z")],
        // All of it but the time of the fetch.
        identity: { value in
            [value.text.replacing(/,"valid_from":"[^"]*"/, with: "")]
        })
    private static let query =
        "GET /v3/reference/tickers?market=stocks&active=true&limit=1000&sort=ticker"
        + "&apiKey=secret-of-MASSIVE_API_KEY"

    private static func ticker(_ symbol: String, _ name: String) -> String {
        """
        {"ticker":"\(symbol)","name":"\(name)","market":"stocks","locale":"us",
         "primary_exchange":"XNAS","type":"CS","active":true,"currency_name":"usd"}
        """
    }

    private static func answer(_ tickers: [String], next: String = "") -> String {
        """
        {"results":[\(tickers.joined(separator: ","))],"status":"OK","request_id":"a1",
         "count":\(tickers.count)\(next)}
        """
    }

    private static func record(_ symbol: String, _ name: String, from: String) -> String {
        """
        {"symbol":"\(symbol)","name":"\(name)","asset_class":"equity","exchange":"XNAS",\
        "currency":"usd","status":"active","valid_from":"\(from)"}
        """
    }

    @Test("a list of several pages, of which only what changed is sent the next day")
    func changes() throws {
        let next = #","next_url":"https://api.massive.com:443/v3/reference/tickers?cursor=YXA9MQ""#
        let scene = try VendorScene(
            Self.source,
            [
                Step(
                    "cursor=YXA9MQ",
                    Self.answer([Self.ticker("ZVZZT", "Test One"), Self.ticker("ZXZZT", "Two")])),
                Step(
                    "cursor=YXA9MQ",
                    Self.answer([Self.ticker("ZVZZT", "Test One"), Self.ticker("ZXZZT", "New")])),
                Step("limit=1000", Self.answer([Self.ticker("ZVZZT", "Test One")], next: next)),
            ])
        #expect(try scene.poll() == .caughtUp)
        #expect(
            scene.requests == [
                Self.query,
                "GET /v3/reference/tickers?cursor=YXA9MQ&apiKey=secret-of-MASSIVE_API_KEY",
            ])
        try scene.restart()
        #expect(try scene.poll(after: 86_400) == .caughtUp)
        #expect(scene.report.records == 1)
        let two = [("Two", "2026-01-05"), ("New", "2026-01-06")].map { name, day in
            Self.record("ZXZZT", name, from: "\(day)T14:34:00.000000000Z")
        }
        #expect(scene.records == ["ZVZZT": Self.source.records, "ZXZZT": two])
        var state = try Self.source.state(of: Self.source.records, heartbeats: 2)
        try Self.source.add("ZXZZT", two, to: &state)
        try scene.expectState(state)
    }

    @Test("a list that goes wrong, also on its second page, sends nothing and forgets nothing")
    func laterErrors() throws {
        let next = #","next_url":"https://api.massive.com/v3/reference/tickers?cursor=YXA9MQ""#
        let renamed = Self.answer([Self.ticker("ZVZZT", "Renamed")], next: next)
        let scene = try VendorScene(
            Self.source,
            [
                Step("limit=1000", Self.source.good),
                Step("cursor=", #"{"status":"ERROR","error":"oops"}"#),
                Step("limit=1000", renamed),
            ])
        #expect(try scene.poll() == .caughtUp)
        try scene.expectGood(Self.source)
        let began = scene.fixture.clock.now()
        for polls in 1...2 {
            try scene.poll()
            let state = try Self.source.state(
                of: Self.source.records, heartbeats: 1,
                trouble: .init(since: began, polls: polls, reason: "status 200: 'oops'"))
            try scene.expectState(state)
            #expect(scene.records == ["ZVZZT": Self.source.records])
        }
    }

    @Test("an empty list sends nothing, and forgets nothing")
    func empty() throws {
        let scene = try VendorScene(
            Self.source,
            [
                Step("", Self.source.good), Step("", #"{"status":"OK","count":0}"#),
                Step("", Self.source.good),
            ])
        for _ in 0..<3 { #expect(try scene.poll() == .caughtUp) }
        #expect(scene.records == ["ZVZZT": Self.source.records])
    }

    @Test("an error with status 200 is trouble, and an answer of another kind is, too")
    func errors() throws {
        for (answer, reason, retries) in [
            (#"{"status":"ERROR","error":"oops"}"#, "status 200: 'oops'", 0),
            (#"{"maintenance":true}"#, "the answer is not the vendor's", 5),
            (
                #"{"status":"NOT_AUTHORIZED","message":"upgrade"}"#,
                "the plan does not include this list. ask for another market, or upgrade the plan",
                0
            ),
        ] {
            let scene = try VendorScene(Self.source, [Step("", answer)])
            #expect(try scene.poll() == .caughtUp)
            try scene.expectFailure(Self.source, reason, retries: retries)
        }
    }

    @Test("the free tier's limit, also with status 200, is waited out")
    func limit() throws {
        let limit = #"{"status":"ERROR","error":"You've exceeded the maximum requests per minute"}"#
        let scene = try VendorScene(Self.source, [Step("", limit), Step("", Self.source.good)])
        #expect(try scene.poll() == .caughtUp)
        #expect(scene.report.counts.rateLimited == 1)
        #expect(scene.fixture.clock.now() >= time(Self.source.now) + 60_000_000_000)
        try scene.expectGood(Self.source)
    }
}
