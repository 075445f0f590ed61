import HTTPTransfer
import Poller
import Testing

@Suite struct MassiveTests {
    static let source = VendorSource(
        name: "massive-aggs", now: "2026-01-05T14:49:00Z", lookback: 5,
        asked: { query($0.milliseconds, $1.milliseconds - 1) },
        good: .json(answer([first, second])), records: BarTicks().good)

    private static let first =
        #"{"v":8,"vw":10.5,"o":10,"c":11,"h":12,"l":9,"t":1767623400000,"n":4}"#
    private static let second =
        #"{"v":4.4,"vw":11,"o":11,"c":10.75,"h":11.5,"l":10.5,"t":1767623460000,"n":3}"#
    /// The bar that begins where the slice ends.
    private static let beyond =
        #"{"v":4,"vw":1,"o":1,"c":1,"h":1,"l":1,"t":1767623580000,"n":1}"#

    private static func answer(_ bars: [String], next: String = "") -> String {
        """
        {"ticker":"ZVZZT","queryCount":\(bars.count),"resultsCount":\(bars.count),
         "adjusted":false,"results":[\(bars.joined(separator: ","))],"status":"OK",
         "request_id":"a1"\(next)}
        """
    }

    private static let range = "GET /v2/aggs/ticker/ZVZZT/range/1/minute/"

    private static func query(_ from: Int64, _ to: Int64) -> String {
        range + "\(from)/\(to)?adjusted=false&sort=asc&limit=50000"
            + "&apiKey=secret-of-MASSIVE_API_KEY"
    }

    @Test("pages that overlap are one; next_url says its port and gets the key; ends are inclusive")
    func pages() throws {
        let next = """
            ,"next_url":"https://api.massive.com:443/v2/aggs/ticker/ZVZZT/range/1/minute/\
            1767623460000/1767623579999?cursor=bGltaXQ9Mg"
            """
        let scene = try VendorScene(
            Self.source,
            [
                Step("cursor=bGltaXQ9Mg", Self.answer([Self.first, Self.second, Self.beyond])),
                Step("/1767623400000/", Self.answer([Self.first], next: next)),
            ])
        #expect(try scene.poll() == .caughtUp)
        #expect(
            scene.requests == [
                Self.source.request,
                Self.range + "1767623460000/1767623579999?cursor=bGltaXQ9Mg"
                    + "&apiKey=secret-of-MASSIVE_API_KEY",
            ])
        #expect(scene.report.known == 4)
        #expect(scene.report.counts.outside == 1)
        try scene.expectGood(Self.source)
    }

    @Test("the lookback asks for bars again, and one that was made anew is not sent twice")
    func lookback() throws {
        let anew = Self.second.replacing(#""v":4.4"#, with: #""v":400"#)
        let scene = try VendorScene(
            Self.source,
            [
                Step("/1767623579999", Self.answer([Self.first, Self.second])),
                Step("/1767623639999", Self.answer([Self.first, anew, Self.beyond])),
            ])
        try scene.poll()
        try scene.poll(after: 60)
        #expect(scene.report.known == 8)
        let third = BarTicks()("2026-01-05T14:33", "olhc", ["1", "1", "1", "1"], size: "1")
        try scene.expectSent(
            Self.source, Self.source.records + third, until: "2026-01-05T14:34:00Z", heartbeats: 1)
    }

    @Test("no results is no bars; an answer that is not the vendor's is a problem")
    func empty() throws {
        let scene = try VendorScene(
            Self.source,
            [Step("", #"{"ticker":"ZVZZT","resultsCount":0,"status":"OK","request_id":"a"}"#)])
        #expect(try scene.poll() == .caughtUp)
        try scene.expectEmpty(Self.source)
        let strange = try VendorScene(Self.source, [Step("", #"{"maintenance":true}"#)])
        #expect(try strange.poll() == .caughtUp)
        try strange.expectFailure(Self.source, "the answer is not the vendor's", retries: 5)
    }

    @Test("an error with status 200 fails the symbol")
    func errors() throws {
        let scene = try VendorScene(
            Self.source, [Step("", #"{"status":"ERROR","request_id":"a","error":"no such range"}"#)]
        )
        #expect(try scene.poll() == .caughtUp)
        try scene.expectFailure(Self.source, "status 200: 'no such range'")
    }

    @Test(
        "the free tier's limit, which names no time, is waited out; with status 200 as well",
        arguments: [429, 200])
    func limit(status: Int) throws {
        let scene = try VendorScene(
            Self.source,
            [
                Step(
                    "",
                    #"{"status":"ERROR","error":"You've exceeded the maximum requests per minute"}"#,
                    status: status), Step("", Self.source.good),
            ])
        #expect(try scene.poll() == .caughtUp)
        #expect(scene.report.counts.rateLimited == 1)
        #expect(scene.fixture.clock.now() >= time(Self.source.now) + 60_000_000_000)
        try scene.expectGood(Self.source)
    }
}
