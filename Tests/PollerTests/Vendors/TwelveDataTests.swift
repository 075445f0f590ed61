import HTTPTransfer
import Poller
import Testing

@Suite struct TwelveDataTests {
    private static let ticks = BarTicks(exchange: "XNAS")
    static let source = VendorSource(
        name: "twelvedata-series", now: "2026-01-05T14:33:30Z",
        good: .json(answer([second, first])), records: ticks.good)

    private static let first = bar("2026-01-05 09:30:00", ["10", "12", "9", "11", "8"])
    private static let second = bar(
        "2026-01-05 09:31:00", ["11.00000", "11.5", "10.5", "10.75000", "4.4"])

    private static func bar(_ time: String, _ values: [String]) -> String {
        let names = ["open", "high", "low", "close", "volume"]
        let members = zip(names, values).map { #""\#($0)":"\#($1)""# }
        return #"{"datetime":"\#(time)",\#(members.joined(separator: ","))}"#
    }

    private static func answer(_ bars: [String]) -> String {
        """
        {"meta":{"symbol":"ZVZZT","interval":"1min","currency":"USD",
         "exchange_timezone":"America/New_York","exchange":"NASDAQ","mic_code":"XNAS",
         "type":"Common Stock"},"values":[\(bars.joined(separator: ","))],"status":"ok"}
        """
    }

    private static func error(_ code: Int, _ message: String) -> String {
        #"{"code":\#(code),"message":"\#(message)","status":"error"}"#
    }

    private static func query(_ start: String, _ end: String) -> String {
        "GET /time_series?symbol=ZVZZT&interval=1min&outputsize=5000&start_date=\(start)"
            + "&end_date=\(end)&apikey=secret-of-TWELVEDATA_API_KEY"
    }

    @Test("full pages go back from their first bar, in the exchange's time, and may overlap")
    func pages() throws {
        let newest = Self.bar("2026-01-05 09:32:00", ["5", "5", "5", "5", "4"])
        let scene = try VendorScene(
            Self.source, changing: [.init("size: 5000}", "size: 2}")],
            [
                Step("end_date=2026-01-05%2009%3A30%3A59", Self.answer([Self.second, Self.first])),
                Step("end_date=2026-01-05%2009%3A32%3A59", Self.answer([newest, Self.second])),
            ])
        #expect(try scene.poll() == .caughtUp)
        let start = "2026-01-05%2009%3A30%3A00"
        #expect(
            scene.requests == [
                Self.query(start, "2026-01-05%2009%3A32%3A59"),
                Self.query(start, "2026-01-05%2009%3A30%3A59"),
            ])
        let last = Self.ticks("2026-01-05T14:32", "olhc", ["5", "5", "5", "5"], size: "1")
        #expect(scene.records == ["ZVZZT": Self.source.records + last])
        #expect(scene.report.known == 4)
        #expect(scene.times == ["symbol=ZVZZT": VendorSource.end])
    }

    @Test("the clocks go back and forth between two bars, in requests and in answers")
    func daylightSaving() throws {
        let values = ["5", "5", "5", "5", "4"]
        let autumn = try VendorScene(
            Self.source, start: "2026-10-30T19:59:00Z", now: "2026-11-02T14:31:30Z",
            [
                Step(
                    "",
                    Self.answer([
                        Self.bar("2026-11-02 09:30:00", values),
                        Self.bar("2026-10-30 15:59:00", values),
                    ]))
            ])
        try autumn.poll()
        #expect(
            autumn.requests == [
                Self.query("2026-10-30%2015%3A59%3A00", "2026-11-02%2009%3A30%3A59")
            ])
        let prices = ["5", "5", "5", "5"]
        #expect(
            autumn.records["ZVZZT"] == Self.ticks("2026-10-30T19:59", "olhc", prices, size: "1")
                + Self.ticks("2026-11-02T14:30", "olhc", prices, size: "1"))
        let spring = try VendorScene(
            Self.source, start: "2026-03-06T20:59:00Z", now: "2026-03-09T13:31:30Z",
            [
                Step(
                    "",
                    Self.answer([
                        Self.bar("2026-03-09 09:30:00", values),
                        Self.bar("2026-03-06 15:59:00", values),
                    ]))
            ])
        try spring.poll()
        #expect(
            spring.requests == [
                Self.query("2026-03-06%2015%3A59%3A00", "2026-03-09%2009%3A30%3A59")
            ])
        #expect(
            spring.records["ZVZZT"] == Self.ticks("2026-03-06T20:59", "olhc", prices, size: "1")
                + Self.ticks("2026-03-09T13:30", "olhc", prices, size: "1"))
    }

    @Test("no data is an error of the vendor's with status 200 or 400, and is good")
    func empty() throws {
        for status in [200, 400] {
            let answer = Self.error(400, "No data is available on the specified dates.")
            let scene = try VendorScene(Self.source, [Step("", answer, status: status)])
            #expect(try scene.poll() == .caughtUp)
            #expect(scene.times == ["symbol=ZVZZT": VendorSource.end])
            #expect(scene.records.isEmpty && scene.troubles.isEmpty)
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
        #expect(scene.records == ["ZVZZT": Self.source.records])
    }

    @Test("other errors with status 200: a key, a symbol, the vendor itself")
    func errors() throws {
        let key = try VendorScene(Self.source, [Step("", Self.error(401, "apikey is incorrect"))])
        #expect(try key.poll() == .sourceStopped(reason: "status 200: 'apikey is incorrect'"))
        let symbol = try VendorScene(Self.source, [Step("", Self.error(404, "symbol not found"))])
        #expect(try symbol.poll() == .caughtUp)
        #expect(symbol.troubles == ["symbol=ZVZZT": "status 200: 'symbol not found'"])
        #expect(symbol.times == ["symbol=ZVZZT": VendorSource.start])
        let vendor = try VendorScene(
            Self.source, [Step("", Self.error(500, "Internal")), Step("", Self.source.good)])
        #expect(try vendor.poll() == .caughtUp)
        #expect(vendor.report.counts.retries == 1)
        #expect(vendor.records == ["ZVZZT": Self.source.records])
    }
}
