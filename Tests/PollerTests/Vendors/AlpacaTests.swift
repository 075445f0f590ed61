import HTTPTransfer
import Poller
import Testing

@Suite struct AlpacaTests {
    static let source = VendorSource(
        name: "alpaca-bars", changes: [.init("[ZVZZT, ZXZZT]", "[ZVZZT]")],
        now: "2026-01-05T14:34:00Z", lookback: 5, asked: { query("ZVZZT", $0, $1 - 1) },
        good: .json(answer(#""ZVZZT":[\#(first),\#(second)]"#)),
        records: BarTicks().good)

    private static let first =
        #"{"t":"2026-01-05T14:30:00Z","o":10,"h":12,"l":9,"c":11,"v":8,"n":4,"vw":10.5}"#
    private static let second =
        #"{"t":"2026-01-05T14:31:00Z","o":11,"h":11.5,"l":10.5,"c":10.75,"v":4.4,"n":3,"vw":11}"#
    private static let three = [
        VendorSource.Change("values: [ZVZZT]", "values: [ZVZZT, ZXZZT, ACME]")
    ]

    private static func query(_ symbols: String, _ start: Instant, _ end: Instant) -> String {
        "GET /v2/stocks/bars?symbols=\(symbols)&timeframe=1Min&start=\(start.encoded)"
            + "&end=\(end.encoded)&limit=10000&adjustment=raw&feed=iex"
    }

    private static func answer(_ bars: String, token: String = "null") -> String {
        #"{"bars":{\#(bars)},"next_page_token":\#(token)}"#
    }

    @Test("a token leads on over the symbols of a request, and one of them may have no bars")
    func pages() throws {
        let scene = try VendorScene(
            Self.source, changing: Self.three,
            [
                // The second page begins with the last bar of the first.
                Step(
                    "page_token=WlZaWlR8TQ%3D%3D",
                    Self.answer(#""ZVZZT":[\#(Self.second)],"ZXZZT":[\#(Self.first)]"#)),
                Step(
                    "symbols=ZVZZT%2CZXZZT%2CACME",
                    Self.answer(
                        #""ZVZZT":[\#(Self.first),\#(Self.second)]"#, token: #""WlZaWlR8TQ==""#)),
            ])
        #expect(try scene.poll() == .caughtUp)
        let query = Self.query(
            "ZVZZT%2CZXZZT%2CACME", Instant(VendorSource.start), Instant(VendorSource.end) - 1)
        #expect(scene.requests == [query, query + "&page_token=WlZaWlR8TQ%3D%3D"])
        let other = Array(BarTicks(symbol: "ZXZZT").good.prefix(4))
        #expect(scene.records == ["ZVZZT": Self.source.records, "ZXZZT": other])
        #expect(scene.report.known == 4)
        var state = try Self.source.state(of: Self.source.records)
        try Self.source.add("ZXZZT", other, to: &state)
        try Self.source.add("ACME", [], to: &state)
        try scene.expectState(state)
        let keys = scene.vendor.requests[1].headers.filter { $0.name.hasPrefix("APCA") }
        #expect(
            keys.map(\.value) == ["secret-of-APCA_API_KEY_ID", "secret-of-APCA_API_SECRET_KEY"])
    }

    @Test("the lookback of a group knows what was sent of each of its symbols")
    func lookback() throws {
        let bars = #""ZVZZT":[\#(Self.first)],"ACME":[\#(Self.second)]"#
        let scene = try VendorScene(
            Self.source, changing: Self.three, [Step("", Self.answer(bars))])
        try scene.poll()
        try scene.restart()
        try scene.poll(after: 60)
        #expect(scene.report.known == 8)
        #expect(scene.report.records == 0)
        #expect(Set(scene.times.values) == ["2026-01-05T14:34:00Z"])
    }

    @Test("no bars of any symbol is good; no word of bars is not", arguments: ["{}", "null"])
    func empty(bars: String) throws {
        let scene = try VendorScene(
            Self.source, [Step("", #"{"bars":\#(bars),"next_page_token":null}"#)])
        #expect(try scene.poll() == .caughtUp)
        try scene.expectEmpty(Self.source)
        let error = try VendorScene(Self.source, [Step("", #"{"message":"try later"}"#)])
        #expect(try error.poll() == .caughtUp)
        try error.expectFailure(Self.source, "status 200: 'try later'", retries: 5)
    }

    @Test("a symbol that the vendor does not know leaves the others alone")
    func badSymbol() throws {
        let scene = try VendorScene(
            Self.source, changing: Self.three,
            [
                Step("ACME", #"{"message":"invalid symbol: ACME"}"#, status: 400),
                Step("symbols=ZVZZT&", Self.source.good),
                Step("symbols=ZXZZT&", Self.answer("")),
            ])
        #expect(try scene.poll() == .caughtUp)
        #expect(scene.records == ["ZVZZT": Self.source.records])
        var state = try Self.source.state(of: Self.source.records)
        try Self.source.add("ZXZZT", [], to: &state)
        try Self.source.add("ACME", [], until: VendorSource.start, to: &state)
        state.partitions["symbol=ACME"]?.trouble = .init(
            since: time(Self.source.now), polls: 1, reason: "status 400: 'invalid symbol: ACME'")
        try scene.expectState(state)
    }

    @Test("times with an offset, or with nine digits, are the same instants")
    func offsets() throws {
        let first = Self.first.replacing("T14:30:00Z", with: "T09:30:00-05:00")
        let second = Self.second.replacing("T14:31:00Z", with: "T20:01:00.000000000+05:30")
        let scene = try VendorScene(
            Self.source, [Step("", Self.answer(#""ZVZZT":[\#(first),\#(second)]"#))])
        #expect(try scene.poll() == .caughtUp)
        try scene.expectGood(Self.source)
    }

    @Test("a nanosecond is not lost between slices: what begins before an end is before it")
    func nanoseconds() throws {
        let late = Self.second.replacing("T14:31:00Z", with: "T14:31:59.999999999Z")
        let next = Self.second.replacing("T14:31:00Z", with: "T14:33:00.000000000Z")
        let scene = try VendorScene(
            Self.source,
            [Step("", Self.answer(#""ZVZZT":[\#(Self.first),\#(late),\#(next)]"#))])
        #expect(try scene.poll() == .caughtUp)
        // A bar that ends a nanosecond before 14:33 is settled, and one that begins there is not.
        let starts = Set(
            (scene.records["ZVZZT"] ?? []).compactMap { $0.firstMatch(of: /(\d+)-[olhc]"/)?.1 })
        #expect(starts == ["1767623400000000000", "1767623519999999999"])
        #expect(scene.report.counts.outside == 1)
    }

    @Test("the limit's header says at which second it ends")
    func limit() throws {
        let reset = time("2026-01-05T14:34:20Z") / 1_000_000_000
        let scene = try VendorScene(
            Self.source,
            [
                Step(
                    "", #"{"message":"too many requests."}"#, status: 429,
                    headers: [
                        HTTPHeader("X-RateLimit-Remaining", "0"),
                        HTTPHeader("X-RateLimit-Reset", "\(reset)"),
                    ]), Step("", Self.source.good),
            ])
        #expect(try scene.poll() == .caughtUp)
        #expect(scene.fixture.clock.now() >= time("2026-01-05T14:34:20Z"))
        try scene.expectGood(Self.source)
    }

    @Test("what no symbol can be had for stops the source: keys, and a feed without its delay")
    func stops() throws {
        for (text, reason) in [
            ("forbidden.", "check both keys"),
            (
                "subscription does not permit querying recent SIP data",
                "the subscription has no SIP data of the last 15 minutes. set cursor.settle to 16m"
            ),
        ] {
            let scene = try VendorScene(
                Self.source, [Step("", #"{"message":"\#(text)"}"#, status: 403)])
            #expect(try scene.poll() == .sourceStopped(reason: reason))
        }
    }
}
