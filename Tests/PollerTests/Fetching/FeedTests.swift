import HTTPTransfer
import Poller
import Testing

/// Vendors that begin with the newest record, and take no times.
@Suite struct FeedTests {
    /// 2026-01-05T14:30:00Z, in seconds.
    private static let start: Int64 = 1_767_623_400
    private static let second: Int64 = 1_000_000_000

    /// A vendor with a trade at each of these seconds, `limit` on a page, and `pages` of them.
    private static func vendor(
        _ seconds: [Int64], limit: Int, pages: Int = .max, isNewestFirst: Bool = true
    ) -> ScriptedVendor {
        let trades = seconds.enumerated().map { (time: start + $1, id: $0) }
        let ordered = isNewestFirst ? trades.reversed() : trades
        return ScriptedVendor { request, _ in
            let page = Int(request.parameter("page") ?? "") ?? 1
            let found = ordered.dropFirst((page - 1) * limit).prefix(limit)
            let rows = found.map { #"{"t":\#($0.time),"id":\#($0.id),"p":"1"}"# }
            let next = page * limit < ordered.count && page < pages ? "\(page + 1)" : "null"
            return .success(
                .json(#"{"rows":[\#(rows.joined(separator: ","))],"next":\#(next)}"#))
        }
    }

    private static func fixture(_ paging: String) throws -> SourceFixture {
        let yaml = """
            source: s
            topic: rest-ticks
            api: {base_url: https://api.example.com}
            request: {path: /t, query: {page: '{{ page.token }}', n: '{{ page.size }}'}}
            cursor: {kind: time, start: 2026-01-05T14:30:00Z, step: 1h, lookback: 2s}
            paging: \(paging)
            records:
              path: rows
              fields:
                symbol: {value: ACME}
                time: {from: t, time: s}
                trade_id: id
                price: p
                size: p
            mapping: {kind: trade}
            """
        return try SourceFixture(yaml, now: (start + 10) * second)
    }

    private static let tokens = "{kind: token, from: next, size: 3, newest_first: true}"

    @Test("pages are asked for until one reaches back behind the slice, and only then")
    func pages() throws {
        let fixture = try Self.fixture(Self.tokens)
        let seconds: [Int64] = [-5, -4, -3, -2, -1, 0, 1, 2, 3, 3, 4, 5, 6, 7, 8, 11]
        let vendor = Self.vendor(seconds, limit: 3)
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        _ = try poller.poll(into: &report)
        #expect(report.failures.isEmpty)
        #expect(report.records == 10, "from the slice's start to now")
        #expect(vendor.requests.map { $0.parameter("page") } == [nil, "2", "3", "4"])
        #expect(vendor.requests.first?.parameter("n") == "3")
        // Two seconds of lookback and ten of nothing new, but for one record.
        fixture.clock.advance(by: 10 * Self.second)
        _ = try poller.poll(into: &report)
        #expect(vendor.requests.count == 5)
        #expect(report.records == 11)
    }

    @Test("pages that end before the slice begins are a gap, which is told and not passed over")
    func gap() throws {
        let fixture = try Self.fixture(Self.tokens)
        var poller = try fixture.poller(Self.vendor([1, 2, 3, 4, 5, 6, 7], limit: 3, pages: 2))
        var report = PollReport()
        _ = try poller.poll(into: &report)
        let reason = report.failures.first?.reason ?? ""
        #expect(reason.contains("gap") && reason.contains("2026-01-05T14:30:02Z"))
        #expect(report.records == 0)
        #expect(poller.progress.partitions[""]?.time == Self.start * Self.second)
    }

    @Test("a last page that is not full is all that there is")
    func short() throws {
        for paging in [Self.tokens, "{kind: none, size: 3, newest_first: true}"] {
            let fixture = try Self.fixture(paging)
            var poller = try fixture.poller(Self.vendor([6, 7], limit: 3))
            var report = PollReport()
            _ = try poller.poll(into: &report)
            #expect(report.failures.isEmpty)
            #expect(report.records == 2)
        }
    }

    @Test("a vendor that begins with the oldest is asked for all pages, and loses nothing")
    func oldestFirst() throws {
        let fixture = try Self.fixture(Self.tokens)
        let vendor = Self.vendor(
            [-3, -2, -1, 0, 1, 2, 3], limit: 3, isNewestFirst: false)
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        _ = try poller.poll(into: &report)
        #expect(report.records == 4)
        #expect(vendor.requests.count == 3)
    }

    @Test(
        "a feed needs a size and a cursor of times, and does not move slices",
        arguments: [
            "{kind: token, from: next, newest_first: true}",
            "{kind: forward, size: 3, newest_first: true}",
        ])
    func refused(paging: String) {
        #expect(throws: SourceProblems.self) { try Self.fixture(paging) }
    }
}
