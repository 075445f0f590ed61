import HTTPTransfer
import Poller
import Testing

@Suite struct FinnhubTests {
    static let source = VendorSource(
        name: "finnhub-candles", now: "2026-01-05T14:33:30Z", lookback: 5,
        asked: { query($0.seconds, $1.seconds - 1) }, good: .json(answer),
        records: BarTicks().good)

    private static let answer = """
        {"c":[11,10.75],"h":[12,11.5],"l":[9,10.5],"o":[10,11],"s":"ok",
         "t":[1767623400,1767623460],"v":[8,4.4]}
        """

    private static func query(_ from: Int64, _ to: Int64) -> String {
        "GET /api/v1/stock/candle?symbol=ZVZZT&resolution=1&from=\(from)&to=\(to)"
    }

    @Test("ends are inclusive, and what comes again is not sent twice")
    func lookback() throws {
        // The bar at 14:33 begins where the first slice ends.
        let longer = """
            {"c":[11,10.75,5],"h":[12,11.5,5],"l":[9,10.5,5],"o":[10,11,5],"s":"ok",
             "t":[1767623400,1767623460,1767623580],"v":[8,4.4,4]}
            """
        let scene = try VendorScene(Self.source, [Step("", longer)])
        try scene.poll()
        #expect(scene.report.counts.outside == 1)
        try scene.expectGood(Self.source)
        try scene.poll(after: 60)
        #expect(scene.report.known == 8)
        #expect(
            scene.requests == [
                Self.query(1_767_623_400, 1_767_623_579), Self.query(1_767_623_400, 1_767_623_639),
            ])
        try scene.expectSent(
            Self.source, Self.source.records + BarTicks().flat("2026-01-05T14:33"),
            until: "2026-01-05T14:34:00Z", heartbeats: 1)
    }

    @Test("no_data with status 200 is good, and has no lists")
    func empty() throws {
        let scene = try VendorScene(Self.source, [Step("", #"{"s":"no_data"}"#)])
        #expect(try scene.poll() == .caughtUp)
        try scene.expectEmpty(Self.source)
    }

    @Test(
        "an error with status 200, or lists of different lengths, move nothing",
        arguments: [
            (#"{"error":"try later"}"#, "status 200: 'try later'"),
            (
                #"{"c":[11],"h":[12,11],"l":[9],"o":[10],"s":"ok","t":[1767623400],"v":[8]}"#,
                "the columns 'time' and 'high' of the answer have different lengths"
            ),
        ])
    func errors(text: String, reason: String) throws {
        let scene = try VendorScene(Self.source, [Step("", text)])
        #expect(try scene.poll() == .caughtUp)
        try scene.expectFailure(Self.source, reason, retries: 5)
    }

    @Test("doubles with more than nine digits are rounded to nine")
    func doubles() throws {
        let text = """
            {"c":[10.550000190734863],"h":[10.600000381469727],"l":[10.5],"o":[10.5],"s":"ok",
             "t":[1767623400],"v":[4]}
            """
        let scene = try VendorScene(Self.source, [Step("", text)])
        #expect(try scene.poll() == .caughtUp)
        #expect(
            scene.records["ZVZZT"]
                == BarTicks()(
                    "2026-01-05T14:30", "olhc", ["10.5", "10.5", "10.600000381", "10.550000191"],
                    size: "1"))
    }

    @Test("the limit's header says at which second it ends")
    func limit() throws {
        let end = time("2026-01-05T14:34:20Z")
        let scene = try VendorScene(
            Self.source,
            [
                Step(
                    "", #"{"error":"API limit reached. Please try again later."}"#, status: 429,
                    headers: [
                        HTTPHeader("X-Ratelimit-Remaining", "0"),
                        HTTPHeader("X-Ratelimit-Reset", "\(end / 1_000_000_000)"),
                    ]), Step("", Self.source.good),
            ])
        #expect(try scene.poll() == .caughtUp)
        #expect(scene.fixture.clock.now() >= end)
        try scene.expectGood(Self.source)
    }
}
