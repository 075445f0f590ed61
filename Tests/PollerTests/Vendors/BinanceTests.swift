import HTTPTransfer
import Poller
import Testing

@Suite struct BinanceTests {
    private static let ticks = BarTicks(exchange: "BINANCE", currency: nil)
    static let source = VendorSource(
        name: "binance-klines", changes: [.init("[BTCUSDT, ETHUSDT]", "[ZVZZT]")],
        now: "2026-01-05T14:33:05Z", lookback: 2,
        asked: { query("\($0.milliseconds)", "\($1.milliseconds - 1)") },
        good: .json("[\(first),\(second)]"), records: ticks.good)

    private static let first = bar(1_767_623_400_000, ["10.00000000", "12", "9", "11", "8"])
    private static let second = bar(
        1_767_623_460_000, ["11", "11.50000000", "10.5", "10.75", "4.40000000"])

    private static func bar(_ time: Int64, _ values: [String]) -> String {
        let texts = values.map { #""\#($0)""# }.joined(separator: ",")
        return #"[\#(time),\#(texts),\#(time + 59_999),"86.4",4,"4.0","43.2","0"]"#
    }

    private static func query(_ start: String, _ end: String) -> String {
        "GET /api/v3/klines?symbol=ZVZZT&interval=1m&startTime=\(start)&endTime=\(end)&limit=1000"
    }

    @Test("full pages go on behind their last bar; ends are inclusive; pages may overlap")
    func pages() throws {
        let third = Self.bar(1_767_623_520_000, ["5", "5", "5", "5", "4"])
        let beyond = Self.bar(1_767_623_580_000, ["6", "6", "6", "6", "4"])
        let scene = try VendorScene(
            Self.source, changing: [.init("size: 1000}", "size: 3}")],
            [
                Step("startTime=1767623400000", "[\(Self.first),\(Self.second),\(Self.second)]"),
                Step("startTime=1767623460001", "[\(Self.second),\(third),\(beyond)]"),
            ])
        #expect(try scene.poll() == .caughtUp)
        #expect(
            scene.requests == [
                Self.query("1767623400000", "1767623579999"),
                Self.query("1767623460001", "1767623579999"),
            ])
        let last = Self.ticks.flat("2026-01-05T14:32")
        #expect(scene.report.known == 8)
        #expect(scene.report.counts.outside == 1)
        try scene.expectSent(Self.source, Self.source.records + last)
    }

    @Test("the lake's file of the state is this text: who updates ticklake sends nothing again")
    func file() throws {
        let scene = try VendorScene(Self.source, [Step("", Self.source.good)])
        try scene.poll()
        let text = try #require(try scene.written()).json
        #expect(
            text == """
                {"format":1,"source":"binance-klines","topic":"rest-ticks","open":true,\
                "offsets":{"0":0,"1":8},"lookback_ns":120000000000,"partitions":{\
                "symbol=ZVZZT":{"time":"2026-01-05T14:33:00Z","recent":[\
                "1767623460000000000 03885bba83c2627b0ecc2b75631fd2ed",\
                "1767623480000000000 b74747ca492d73a2b5e67600ed87f918",\
                "1767623500000000000 a627c35cac7eeaafba6d8a6563b2312e",\
                "1767623519999999999 bd4dea4fbebada5d8ec6c00cdbee3e12"]}},"contents":{}}
                """)
    }

    @Test("the lookback asks for two minutes again, and sends nothing twice")
    func lookback() throws {
        let scene = try VendorScene(Self.source, [Step("", Self.source.good)])
        try scene.poll()
        try scene.poll(after: 60)
        #expect(scene.requests.last == Self.query("1767623460000", "1767623639999"))
        #expect(scene.report.known == 4)
        try scene.expectSent(
            Self.source, Self.source.records, until: "2026-01-05T14:34:00Z", heartbeats: 1)
    }

    @Test("an empty list is good; an object in its place is not, whatever its status")
    func empty() throws {
        let scene = try VendorScene(Self.source, [Step("", "[]")])
        #expect(try scene.poll() == .caughtUp)
        try scene.expectEmpty(Self.source)
        let error = try VendorScene(Self.source, [Step("", #"{"code":-1001,"msg":"Internal"}"#)])
        #expect(try error.poll() == .caughtUp)
        try error.expectFailure(Self.source, "status 200: 'Internal'", retries: 5)
        let symbol = try VendorScene(
            Self.source, [Step("", #"{"code":-1121,"msg":"Invalid symbol."}"#)])
        #expect(try symbol.poll() == .caughtUp)
        try symbol.expectFailure(Self.source, "the vendor knows no such symbol")
    }

    @Test("weight that is used up holds the next request back; a ban ends it")
    func weights() throws {
        let full = HTTPHeader("X-MBX-USED-WEIGHT-1M", "6000")
        let text = String(decoding: Self.source.good.body, as: UTF8.self)
        let scene = try VendorScene(
            Self.source, now: "2026-01-05T14:33:50Z",
            [
                Step("", text, headers: [full]), Step("", text),
                Step("", #"{"code":-1003,"msg":"banned"}"#, status: 418),
            ])
        try scene.poll()
        try scene.poll(after: 20)
        #expect(scene.vendor.requests.count == 2)
        #expect(scene.fixture.clock.now() >= time("2026-01-05T14:34:50Z"))
        #expect(
            try scene.poll(after: 60)
                == .hostStopped(reason: "the vendor has banned this address"))
        #expect(scene.records == ["ZVZZT": Self.source.records])
    }
}
