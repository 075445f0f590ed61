import HTTPTransfer
import Poller
import Testing

@Suite struct CoinbaseTests {
    private static let ticks = BarTicks(exchange: "COINBASE", currency: nil)
    static let source = VendorSource(
        name: "coinbase-candles", changes: [.init("[BTC-USD, ETH-USD]", "[ZVZZT]")],
        now: "2026-01-05T14:33:10Z", lookback: 5,
        asked: { query($0.encoded, ($1 - 60).encoded) }, good: .json("[\(second),\(first)]"),
        records: ticks.good)

    /// Low, high, open, close, volume.
    private static let first = "[1767623400,9,12,10,11,8]"
    private static let second = "[1767623460,10.5,11.5,11,10.75,4.4]"

    private static func query(_ start: String, _ end: String) -> String {
        "GET /products/ZVZZT/candles?granularity=60&start=\(start)&end=\(end)"
    }

    @Test("newest first becomes oldest first; a candle that comes late is sent with the next poll")
    func late() throws {
        let third = "[1767623520,5,5,5,5,4]"
        let beyond = "[1767623580,6,6,6,6,4]"
        let scene = try VendorScene(
            Self.source,
            [
                Step("%3A32%3A00Z", "[\(beyond),\(Self.second),\(Self.first)]"),
                Step("%3A33%3A00Z", "[\(third),\(Self.second),\(Self.first)]"),
            ])
        try scene.poll()
        #expect(scene.report.counts.outside == 1)
        try scene.expectGood(Self.source)
        try scene.poll(after: 60)
        let start = "2026-01-05T14%3A30%3A00Z"
        #expect(
            scene.requests == [
                Self.query(start, "2026-01-05T14%3A32%3A00Z"),
                Self.query(start, "2026-01-05T14%3A33%3A00Z"),
            ])
        let last = Self.ticks.flat("2026-01-05T14:32")
        #expect(scene.report.known == 8)
        try scene.expectSent(
            Self.source, Self.source.records + last, until: "2026-01-05T14:34:00Z", heartbeats: 1)
    }

    @Test("no request asks for more than the 300 candles that an answer may have")
    func slices() throws {
        let scene = try VendorScene(Self.source, now: "2026-01-06T14:33:10Z") { request, _ in
            let ends = ["start", "end"].map { name in
                Instant((request.parameter(name) ?? "").replacing("%3A", with: ":")).seconds
            }
            // Both ends are counted in.
            let times = stride(from: ends[1], through: ends[0], by: -60)
            guard times.underestimatedCount <= 300 else {
                return .success(.json(#"{"message":"granularity too small"}"#, status: 400))
            }
            let candles = times.map { "[\($0),5,5,5,5,4]" }
            return .success(.json("[\(candles.joined(separator: ","))]"))
        }
        #expect(try scene.poll() == .caughtUp)
        #expect(scene.vendor.requests.count == 7)
        let start = Instant(VendorSource.start)
        let sent = (0..<24 * 60 + 3).flatMap { Self.ticks.flat((start + 60 * $0).minute) }
        try scene.expectSent(Self.source, sent, until: "2026-01-06T14:33:00Z", heartbeats: 6)
    }

    @Test("minutes without a trade are left out: an empty list is good")
    func empty() throws {
        let scene = try VendorScene(Self.source, [Step("", "[]")])
        #expect(try scene.poll() == .caughtUp)
        try scene.expectEmpty(Self.source)
    }

    @Test("a message in place of the list moves nothing; a product that is not there fails alone")
    func errors() throws {
        let message = try VendorScene(Self.source, [Step("", #"{"message":"maintenance"}"#)])
        #expect(try message.poll() == .caughtUp)
        try message.expectFailure(Self.source, "status 200: 'maintenance'", retries: 5)
        let product = try VendorScene(
            Self.source, [Step("", #"{"message":"NotFound"}"#, status: 404)])
        #expect(try product.poll() == .caughtUp)
        try product.expectFailure(Self.source, "the vendor knows no such product")
    }
}
