import HTTPTransfer
import Poller
import Testing

@Suite struct AlphaVantageTests {
    static let source = VendorSource(
        name: "alphavantage-intraday", changes: [], now: "2026-01-06T14:33:00Z", lookback: 5,
        asked: { _, _ in query },
        good: .json(answer([second, first])), records: BarTicks().good)

    private static let query =
        "GET /query?function=TIME_SERIES_INTRADAY&symbol=ZVZZT&interval=1min"
        + "&outputsize=full&apikey=secret-of-ALPHAVANTAGE_API_KEY"
    private static let first = bar("2026-01-05 09:30:00", ["10.0000", "12.0000", "9", "11", "8"])
    private static let second = bar("2026-01-05 09:31:00", ["11", "11.5", "10.5", "10.75", "4.4"])

    static func bar(_ time: String, _ values: [String]) -> String {
        let names = ["1. open", "2. high", "3. low", "4. close", "5. volume"]
        let members = zip(names, values).map { #""\#($0)":"\#($1)""# }
        return #""\#(time)":{\#(members.joined(separator: ","))}"#
    }

    /// - Parameter late: what the vendor adds to the name of a series that is not of now.
    static func answer(_ bars: [String], late: String = "") -> String {
        """
        {"Meta Data":{"1. Information":"Intraday (1min) open, high, low, close prices and volume",
         "2. Symbol":"ZVZZT","3. Last Refreshed":"2026-01-05 09:31:00","4. Interval":"1min",
         "5. Output Size":"Compact","6. Time Zone":"US/Eastern"},
         "Time Series (1min)\(late)":{\(bars.joined(separator: ","))}}
        """
    }

    @Test("all that there is comes each time; what is new of it is sent")
    func overlap() throws {
        let third = Self.bar("2026-01-05 10:31:00", ["5", "5", "5", "5", "4"])
        let scene = try VendorScene(
            Self.source,
            [
                Step("", Self.source.good),
                Step("", Self.answer([third, Self.second, Self.first])),
            ])
        try scene.poll()
        try scene.poll(after: 3600)
        #expect(scene.requests == [Self.query, Self.query])
        #expect(scene.report.known == 8)
        let sent = Self.source.records + BarTicks().flat("2026-01-05T15:31")
        try scene.expectSent(Self.source, sent, until: "2026-01-05T15:33:00Z", heartbeats: 1)
    }

    @Test("a series that is late says so in its name, and is the same series")
    func lateName() throws {
        let late = Self.answer([Self.second, Self.first], late: " - DATA DELAYED BY 15 MINUTES")
        let scene = try VendorScene(Self.source, [Step("", late)])
        #expect(try scene.poll() == .caughtUp)
        try scene.expectGood(Self.source)
    }

    @Test("a hundred bars that begin behind the last poll are a gap: nothing is passed over")
    func gap() throws {
        let third = Self.bar("2026-01-05 10:31:00", ["5", "5", "5", "5", "4"])
        let fourth = Self.bar("2026-01-05 10:32:00", ["5", "5", "5", "5", "4"])
        let scene = try VendorScene(
            Self.source, changing: [.init("size: 100,", "size: 2,")],
            [
                Step("", Self.source.good), Step("", Self.answer([fourth, third])),
                Step("", Self.answer([fourth, third, Self.second, Self.first])),
            ])
        try scene.poll()
        // Two bars that begin with the slice are all of it.
        try scene.expectGood(Self.source)
        try scene.poll(after: 3600)
        #expect(scene.troubles["symbol=ZVZZT"]?.contains("gap") == true)
        #expect(scene.times == ["symbol=ZVZZT": VendorSource.end])
        #expect(scene.records == ["ZVZZT": Self.source.records])
        try scene.poll()
        let sent =
            Self.source.records
            + ["2026-01-05T15:31", "2026-01-05T15:32"]
            .flatMap { BarTicks().flat($0) }
        try scene.expectSent(
            Self.source, sent, until: "2026-01-05T15:33:00Z", heartbeats: scene.heartbeats)
    }

    @Test("the clocks go forward and back between two bars")
    func daylightSaving() throws {
        let values = ["5", "5", "5", "5", "4"]
        for (start, now, bars, minutes) in [
            (
                "2026-03-06T20:59:00Z", "2026-03-10T13:31:00Z",
                ["2026-03-09 09:30:00", "2026-03-06 15:59:00"],
                ["2026-03-06T20:59", "2026-03-09T13:30"]
            ),
            (
                "2026-10-30T19:59:00Z", "2026-11-03T14:31:00Z",
                ["2026-11-02 09:30:00", "2026-10-30 15:59:00"],
                ["2026-10-30T19:59", "2026-11-02T14:30"]
            ),
        ] {
            let answer = Self.answer(bars.map { Self.bar($0, values) })
            let scene = try VendorScene(Self.source, start: start, now: now, [Step("", answer)])
            #expect(try scene.poll() == .caughtUp)
            let end = Instant(now) - 86_400
            try scene.expectSent(
                Self.source, minutes.flatMap { BarTicks().flat($0) }, until: end.text)
        }
    }

    @Test("a series without bars is empty; an answer without the series is a problem")
    func empty() throws {
        let scene = try VendorScene(Self.source, [Step("", Self.answer([]))])
        #expect(try scene.poll() == .caughtUp)
        try scene.expectEmpty(Self.source)
        let without = try VendorScene(Self.source, [Step("", "{}")])
        #expect(try without.poll() == .caughtUp)
        try without.expectFailure(
            Self.source,
            "the answer has nothing under the path of its records: the vendor answered with"
                + " something else, or calls it otherwise", retries: 5)
    }

    @Test(
        "limits come with status 200 in several wordings, and are waited out",
        arguments: [
            #"{"Note":"Thank you! Our standard API call frequency is 5 calls per minute."}"#,
            """
            {"Information":"We have detected your API key as secret-of-ALPHAVANTAGE_API_KEY and \
            our rate limit is 25 requests per day. Please subscribe to any of the premium plans."}
            """,
            """
            {"Information":"Please spread out your requests. You may subscribe to a premium plan \
            to lift the limit and unlock all premium endpoints."}
            """,
        ])
    func limits(text: String) throws {
        let scene = try VendorScene(Self.source, [Step("", text), Step("", Self.source.good)])
        #expect(try scene.poll() == .caughtUp)
        #expect(scene.report.counts.rateLimited == 1)
        #expect(scene.fixture.clock.now() >= time(Self.source.now) + 60_000_000_000)
        try scene.expectGood(Self.source)
        let never = try VendorScene(Self.source, [Step("", text)])
        #expect(try never.poll() == .caughtUp)
        #expect(never.times == ["symbol=ZVZZT": VendorSource.start])
        #expect(never.troubles["symbol=ZVZZT"]?.contains("secret") == false)
    }

    @Test(
        "a plan that has no such series of any symbol stops the source",
        arguments: [
            "Thank you! This is a premium endpoint.",
            "The outputsize=full parameter value is a premium feature.",
        ])
    func plan(text: String) throws {
        let scene = try VendorScene(Self.source, [Step("", #"{"Information":"\#(text)"}"#)])
        #expect(try scene.poll() == .sourceStopped(reason: "status 200: '\(text)'"))
        #expect(scene.times == ["symbol=ZVZZT": VendorSource.start])
    }
}
