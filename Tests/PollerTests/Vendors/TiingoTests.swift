import HTTPTransfer
import Poller
import Testing

@Suite struct TiingoTests {
    private static let ticks = BarTicks(exchange: "IEXG")
    static let source = VendorSource(
        name: "tiingo-iex", now: "2026-01-05T14:33:30Z", lookback: 5,
        asked: { query($0.day, ($1 - 1).day) }, good: .json(answer([first, second])),
        records: ticks.good)

    private static let first = bar("2026-01-05T14:30:00.000Z", ["10", "12", "9", "11", "8"])
    private static let second = bar(
        "2026-01-05T14:31:00+00:00", ["11.0", "11.5", "10.5", "10.75", "4.4"])

    private static func bar(_ time: String, _ values: [String]) -> String {
        let names = ["open", "high", "low", "close", "volume"]
        let members = zip(names, values).map { #""\#($0)":\#($1)"# }
        return #"{"date":"\#(time)",\#(members.joined(separator: ","))}"#
    }

    private static func answer(_ bars: [String]) -> String {
        "[\(bars.joined(separator: ","))]"
    }

    private static func query(_ day: String, _ last: String) -> String {
        "GET /iex/ZVZZT/prices?startDate=\(day)&endDate=\(last)&resampleFreq=1min"
            + "&columns=open%2Chigh%2Clow%2Cclose%2Cvolume"
    }

    @Test("whole days come each time; what is within the slice, and new, is sent")
    func days() throws {
        let values = ["5", "5", "5", "5", "4"]
        let day = Self.answer([
            Self.bar("2026-01-05T14:29:00.000Z", values), Self.first, Self.second,
            Self.bar("2026-01-05T14:33:00.000Z", values),
        ])
        let scene = try VendorScene(Self.source, [Step("", day)])
        try scene.poll()
        #expect(scene.report.counts.outside == 2)
        try scene.expectGood(Self.source)
        try scene.poll(after: 600)
        let third = Self.ticks.flat("2026-01-05T14:33")
        try scene.expectSent(
            Self.source, Self.source.records + third, until: "2026-01-05T14:43:00Z", heartbeats: 1)
        let token = scene.vendor.requests[0].headers.first { $0.name == "Authorization" }
        #expect(token?.value == "Token secret-of-TIINGO_TOKEN")
    }

    @Test("slices of one poll ask for their days, and bring what is theirs")
    func slices() throws {
        let bars = [
            "2026-01-05T14:30", "2026-01-06T14:29", "2026-01-06T14:30", "2026-01-07T14:29",
        ]
        let scene = try VendorScene(Self.source, now: "2026-01-07T14:30:30Z") { request, _ in
            let days = (request.parameter("startDate") ?? "")...(request.parameter("endDate") ?? "")
            let found = bars.filter { days.contains(String($0.prefix(10))) }
            let rows = found.map { Self.bar("\($0):00.000Z", ["5", "5", "5", "5", "4"]) }
            return .success(.json(Self.answer(rows)))
        }
        #expect(try scene.poll() == .caughtUp)
        #expect(
            scene.requests == [
                Self.query("2026-01-05", "2026-01-06"), Self.query("2026-01-06", "2026-01-07"),
            ])
        let sent = bars.flatMap { Self.ticks.flat($0) }
        try scene.expectSent(Self.source, sent, until: "2026-01-07T14:30:00Z", heartbeats: 1)
    }

    @Test("an answer of 2000 bars may lack others: it is not taken")
    func cap() throws {
        let values = ["5", "5", "5", "5", "4"]
        func day(_ count: Int64) -> String {
            let first = Instant(VendorSource.start)
            return Self.answer((0..<count).map { Self.bar((first + $0 * 60).text, values) })
        }
        for (count, trouble) in [
            (1999, nil), (2000, "the answer may be cut at 2000 bars. make cursor.step smaller"),
        ] {
            let scene = try VendorScene(Self.source, [Step("", day(Int64(count)))])
            #expect(try scene.poll() == .caughtUp)
            if let trouble {
                try scene.expectFailure(Self.source, trouble)
            } else {
                let sent = ["30", "31", "32"].flatMap { Self.ticks.flat("2026-01-05T14:\($0)") }
                try scene.expectSent(Self.source, sent)
            }
        }
    }

    @Test("a day without bars is an empty list, and good")
    func empty() throws {
        let scene = try VendorScene(Self.source, [Step("", "[]")])
        #expect(try scene.poll() == .caughtUp)
        try scene.expectEmpty(Self.source)
    }

    @Test("a slice that ends at midnight asks for no other day; one that goes over it for both")
    func midnight() throws {
        let scene = try VendorScene(Self.source, now: "2026-01-06T00:00:30Z", [Step("", "[]")])
        try scene.poll()
        try scene.poll(after: 60)
        #expect(
            scene.requests == [
                Self.query("2026-01-05", "2026-01-05"), Self.query("2026-01-05", "2026-01-06"),
            ])
        try scene.expectSent(Self.source, [], until: "2026-01-06T00:01:00Z", heartbeats: 1)
    }

    @Test(
        "an allocation that ran out is told with status 200, as text or as JSON, and waited out",
        arguments: [
            "Error: You have run over your hourly request allocation.",
            #"{"detail":"Error: You have run over your hourly request allocation."}"#,
        ])
    func allocation(text: String) throws {
        let scene = try VendorScene(Self.source, [Step("", text), Step("", Self.source.good)])
        #expect(try scene.poll() == .caughtUp)
        #expect(scene.report.counts.rateLimited == 1)
        #expect(scene.fixture.clock.now() >= time(Self.source.now) + 600_000_000_000)
        try scene.expectGood(Self.source)
    }

    @Test("a symbol that is wrong fails, and so does any other detail with status 200")
    func errors() throws {
        let symbol = try VendorScene(
            Self.source, [Step("", #"{"detail":"Not found."}"#, status: 404)])
        #expect(try symbol.poll() == .caughtUp)
        try symbol.expectFailure(Self.source, "the vendor knows no such symbol")
        let other = try VendorScene(Self.source, [Step("", #"{"detail":"Not today."}"#)])
        #expect(try other.poll() == .caughtUp)
        try other.expectFailure(Self.source, "status 200: 'Not today.'")
        let unknown = try VendorScene(Self.source, [Step("", #"{"message":"maintenance"}"#)])
        #expect(try unknown.poll() == .caughtUp)
        try unknown.expectFailure(
            Self.source,
            "the answer is one object and no record: time has no value. if the vendor tells of"
                + " errors so, say what they mean under responses", retries: 5)
    }
}
