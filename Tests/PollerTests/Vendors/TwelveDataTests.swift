import HTTPTransfer
import Poller
import Testing

@Suite struct TwelveDataTests {
    private static let ticks = BarTicks(exchange: "XNAS")
    static let source = VendorSource(
        name: "twelvedata-series", now: "2026-01-05T14:33:30Z", lookback: 5,
        asked: { query(written($0), written($1 - 1)) },
        good: .json(answer([second, first])), records: ticks.good)

    private static let first = bar("2026-01-05 14:30:00", ["10", "12", "9", "11", "8"])
    private static let second = bar(
        "2026-01-05 14:31:00", ["11.00000", "11.5", "10.5", "10.75000", "4.4"])

    private static func bar(_ time: String, _ values: [String]) -> String {
        let names = ["open", "high", "low", "close", "volume"]
        let members = zip(names, values).map { #""\#($0)":"\#($1)""# }
        return #"{"datetime":"\#(time)",\#(members.joined(separator: ","))}"#
    }

    /// The zone of the exchange is told, and is not the zone of the times.
    private static func answer(
        _ bars: [String], zone: String = "America/New_York", place: String = "XNAS"
    ) -> String {
        """
        {"meta":{"symbol":"ZVZZT","interval":"1min","currency":"USD",
         "exchange_timezone":"\(zone)","exchange":"NASDAQ","mic_code":"\(place)",
         "type":"Common Stock"},"values":[\(bars.joined(separator: ","))],"status":"ok"}
        """
    }

    private static func error(_ code: Int, _ message: String) -> String {
        #"{"code":\#(code),"message":"\#(message)","status":"error"}"#
    }

    private static func query(_ start: String, _ end: String) -> String {
        "GET /time_series?symbol=ZVZZT&interval=1min&outputsize=5000&timezone=UTC"
            + "&start_date=\(start)&end_date=\(end)&apikey=secret-of-TWELVEDATA_API_KEY"
    }

    /// `2026-01-05 14:30:00`, as it stands in a query.
    private static func written(_ instant: Instant) -> String {
        String(instant.encoded.replacing("T", with: "%20").dropLast())
    }

    @Test("full pages go back from their first bar, and may overlap")
    func pages() throws {
        let newest = Self.bar("2026-01-05 14:32:00", ["5", "5", "5", "5", "4"])
        let scene = try VendorScene(
            Self.source, changing: [.init("size: 5000}", "size: 2}")],
            [
                Step("end_date=2026-01-05%2014%3A30%3A59", Self.answer([Self.second, Self.first])),
                Step("end_date=2026-01-05%2014%3A32%3A59", Self.answer([newest, Self.second])),
            ])
        #expect(try scene.poll() == .caughtUp)
        let start = "2026-01-05%2014%3A30%3A00"
        #expect(
            scene.requests == [
                Self.query(start, "2026-01-05%2014%3A32%3A59"),
                Self.query(start, "2026-01-05%2014%3A30%3A59"),
            ])
        let last = Self.ticks.flat("2026-01-05T14:32")
        #expect(scene.report.known == 4)
        try scene.expectSent(Self.source, Self.source.records + last)
    }

    /// A vendor as it is documented: `timezone` is the zone of both dates and of the answer, and
    /// where it is left out they are the exchange's own.
    private static func vendor(
        _ exchangeZone: String, _ place: String, _ bars: [String]
    ) throws -> @Sendable (HTTPRequest, Instant) -> Step.Answer {
        let (local, utc) = (try zones.rules(of: exchangeZone), TimeZoneRules.utc)
        let format = try TimeFormat("%Y-%m-%d %H:%M:%S")
        return { request, _ in
            func asked(_ name: String) -> String {
                (request.parameter(name) ?? "").replacing("%20", with: " ")
                    .replacing("%3A", with: ":")
            }
            let zone = request.parameter("timezone") == "UTC" ? utc : local
            let range = asked("start_date")...asked("end_date")
            let found = bars.map { format.text(of: time($0), in: zone) }.filter(range.contains)
            let rows = found.reversed().map { bar($0, ["5", "5", "5", "5", "4"]) }
            return .success(.json(answer(rows, zone: exchangeZone, place: place)))
        }
    }

    @Test(
        "an exchange of any zone, and clocks that go forth and back, lose no bar and move none",
        arguments: [
            ("Europe/London", "XLON", ["2026-07-01T07:00:00Z", "2026-07-01T15:29:00Z"]),
            ("Asia/Tokyo", "XTKS", ["2026-07-01T00:00:00Z", "2026-07-01T06:29:00Z"]),
            ("America/New_York", "XNAS", ["2026-03-06T20:59:00Z", "2026-03-09T13:30:00Z"]),
            ("America/New_York", "XNAS", ["2026-10-30T19:59:00Z", "2026-11-02T14:30:00Z"]),
            // Half past one, twice.
            ("America/New_York", "XNAS", ["2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z"]),
            ("Europe/London", "XLON", ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"]),
        ])
    func timeZones(zone: String, place: String, bars: [String]) throws {
        let (first, last) = (Instant(bars[0]), Instant(bars[1]))
        let scene = try VendorScene(
            Self.source, start: first.text, now: (last + 90).text,
            answering: try Self.vendor(zone, place, bars))
        #expect(try scene.poll() == .caughtUp)
        #expect(
            scene.requests == [Self.query(Self.written(first), Self.written(last + 59))])
        let ticks = BarTicks(exchange: place)
        let sent = [first, last].flatMap { ticks.flat($0.minute) }
        try scene.expectSent(Self.source, sent, until: (last + 60).text)
    }

    @Test("no data is an error of the vendor's with status 200 or 400, and is good")
    func empty() throws {
        for status in [200, 400] {
            let answer = Self.error(400, "No data is available on the specified dates.")
            let scene = try VendorScene(Self.source, [Step("", answer, status: status)])
            #expect(try scene.poll() == .caughtUp)
            try scene.expectEmpty(Self.source)
        }
    }

    @Test("credits that ran out with status 200 come back within a minute")
    func credits() throws {
        let scene = try VendorScene(
            Self.source,
            [
                Step(
                    "", Self.error(429, "You have run out of API credits for the current minute.")),
                Step("", Self.source.good),
            ])
        #expect(try scene.poll() == .caughtUp)
        #expect(scene.report.counts.rateLimited == 1)
        #expect(scene.fixture.clock.now() >= time(Self.source.now) + 60_000_000_000)
        try scene.expectGood(Self.source)
    }

    @Test("other errors with status 200: a symbol, the vendor itself")
    func errors() throws {
        let symbol = try VendorScene(Self.source, [Step("", Self.error(404, "symbol not found"))])
        #expect(try symbol.poll() == .caughtUp)
        try symbol.expectFailure(Self.source, "status 200: 'symbol not found'")
        let vendor = try VendorScene(
            Self.source, [Step("", Self.error(500, "Internal")), Step("", Self.source.good)])
        #expect(try vendor.poll() == .caughtUp)
        #expect(vendor.report.counts.retries == 1)
        try vendor.expectGood(Self.source)
    }
}
