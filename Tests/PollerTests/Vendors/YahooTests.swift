import HTTPTransfer
import Poller
import Testing

@Suite struct YahooTests {
    static let source = VendorSource(
        name: "yahoo-chart", changes: [], now: "2026-01-05T14:34:30Z", lookback: 5,
        asked: { query($0.seconds, $1.seconds) },
        good: .json(
            answer("1767623400,1767623460", ["10,11", "12,11.5", "9,10.5", "11,10.75", "8,4.4"])),
        records: BarTicks().good)

    private static func query(_ start: Int64, _ end: Int64) -> String {
        "GET /v8/finance/chart/ZVZZT?period1=\(start)&period2=\(end)&interval=1m"
            + "&includePrePost=true"
    }

    private static func answer(_ times: String, _ lists: [String]) -> String {
        let names = ["open", "high", "low", "close", "volume"]
        let quote = zip(names, lists).map { #""\#($0)":[\#($1)]"# }.joined(separator: ",")
        return result(#""timestamp":[\#(times)],"indicators":{"quote":[{\#(quote)}]}"#)
    }

    private static func result(_ members: String) -> String {
        """
        {"chart":{"result":[{"meta":{"currency":"USD","symbol":"ZVZZT","gmtoffset":-18000,
         "exchangeTimezoneName":"America/New_York"},\(members)}],"error":null}}
        """
    }

    private static func error(_ code: String, _ text: String) -> String {
        #"{"chart":{"result":null,"error":{"code":"\#(code)","description":"\#(text)"}}}"#
    }

    @Test("minutes of nulls are left out, and the unfinished bar waits until it is settled")
    func unfinished() throws {
        // The last element is of the moment of the request, and no whole minute.
        let open = Self.answer(
            "1767623400,1767623460,1767623520,1767623667",
            ["10,11,null,7", "12,11.5,null,7", "9,10.5,null,7", "11,10.75,null,7", "8,4.4,null,4"])
        let later = Self.answer(
            "1767623400,1767623460,1767623520,1767623640",
            ["10,11,null,7", "12,11.5,null,8", "9,10.5,null,7", "11,10.75,null,8", "8,4.4,null,40"])
        let scene = try VendorScene(
            Self.source,
            [
                Step("period2=1767623580", open), Step("period2=1767623700", later),
            ])
        try scene.poll()
        #expect(scene.report.counts.left == 1)
        #expect(scene.report.counts.outside == 1)
        try scene.expectGood(Self.source)
        try scene.poll(after: 120)
        #expect(
            scene.requests == [
                Self.query(1_767_623_400, 1_767_623_580), Self.query(1_767_623_400, 1_767_623_700),
            ])
        let last = BarTicks()("2026-01-05T14:34", "olhc", ["7", "7", "8", "8"], size: "10")
        #expect(scene.report.known == 8)
        try scene.expectSent(
            Self.source, Self.source.records + last, until: "2026-01-05T14:35:00Z", heartbeats: 1)
    }

    @Test("prices are the nearest binary fraction of four bytes, and are rounded to nine digits")
    func doubles() throws {
        let text = Self.answer(
            "1767623400", ["10.5", "10.600000381469727", "10.5", "10.550000190734863", "4"])
        let scene = try VendorScene(Self.source, [Step("", text)])
        #expect(try scene.poll() == .caughtUp)
        #expect(
            scene.records["ZVZZT"]
                == BarTicks()(
                    "2026-01-05T14:30", "olhc", ["10.5", "10.5", "10.600000381", "10.550000191"],
                    size: "1"))
        #expect(scene.report.counts.problems.count == 0)
    }

    @Test("a range without trades has no lists, or is an error of the vendor's: both are good")
    func empty() throws {
        for (text, status) in [
            (Self.result(#""indicators":{"quote":[{}]}"#), 200),
            (Self.error("Unprocessable Entity", "Data doesn't exist for startDate = 1"), 422),
            (Self.error("Bad Request", "Data doesn't exist for startDate = 1"), 200),
        ] {
            let scene = try VendorScene(Self.source, [Step("", text, status: status)])
            #expect(try scene.poll() == .caughtUp)
            try scene.expectEmpty(Self.source)
        }
    }

    @Test("an error with status 200 fails the symbol; no result is a problem")
    func errors() throws {
        let symbol = try VendorScene(Self.source, [Step("", Self.error("Not Found", "delisted"))])
        #expect(try symbol.poll() == .caughtUp)
        try symbol.expectFailure(Self.source, "the vendor knows no such symbol")
        let other = try VendorScene(Self.source, [Step("", Self.error("internal", "later"))])
        #expect(try other.poll() == .caughtUp)
        try other.expectFailure(
            Self.source, "the answer has no result, and no error that is known", retries: 5)
    }

    @Test("a limit that is told as a text, without a time, is asked again")
    func limit() throws {
        let scene = try VendorScene(
            Self.source,
            [Step("", "Too Many Requests", status: 429), Step("", Self.source.good)])
        #expect(try scene.poll() == .caughtUp)
        #expect(scene.report.counts.rateLimited == 1)
        try scene.expectGood(Self.source)
    }
}
