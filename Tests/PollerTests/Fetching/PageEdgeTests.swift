import HTTPTransfer
import Poller
import Testing

/// Pages that are cut within an instant of many records.
@Suite struct PageEdgeTests {
    /// 2026-01-05T14:30:00Z, in seconds.
    private static let start: Int64 = 1_767_623_400
    private static let second: Int64 = 1_000_000_000

    /// A vendor with trades at these seconds after the start, at most so many in an answer.
    private static func vendor(
        _ seconds: [Int64], limit: Int, isNewestFirst: Bool = false, isOrdered: Bool = true
    ) -> ScriptedVendor {
        let trades = seconds.enumerated().map { (time: start + $1, id: $0) }
        return ScriptedVendor { request, _ in
            let from = Int64(request.parameter("from") ?? "") ?? 0
            let to = Int64(request.parameter("to") ?? "") ?? 0
            let asked = trades.filter { $0.time >= from && $0.time < to }
            var page = Array((isNewestFirst ? asked.reversed() : asked).prefix(limit))
            if !isOrdered, page.count > 1 { page.swapAt(0, page.count / 2) }
            let rows = page.map { #"{"t":\#($0.time),"id":\#($0.id),"p":"1"}"# }
            return .success(.json("[\(rows.joined(separator: ","))]"))
        }
    }

    private static func poll(
        _ vendor: ScriptedVendor, _ paging: String, filter: String? = nil
    ) throws -> (report: PollReport, trades: [Int]) {
        let yaml = """
            source: s
            topic: rest-ticks
            api: {base_url: https://api.example.com}
            request:
              path: /t
              query: {from: '{{ slice.start | s }}', to: '{{ slice.end | s }}'}
            cursor: {kind: time, start: 2026-01-05T14:30:00Z, step: 1h, granularity: 1s}
            paging: \(paging)
            records:
              \(filter.map { "where: \($0)" } ?? "absent: problem")
              fields:
                symbol: {value: ACME}
                time: {from: t, time: s}
                trade_id: id
                price: p
                size: p
            mapping: {kind: trade}
            """
        let fixture = try SourceFixture(yaml, now: (start + 100) * second)
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        _ = try poller.poll(into: &report)
        let ids = fixture.values.compactMap { value in
            value.firstMatch(of: /"trade_id":"(\d+)"/).flatMap { Int($0.output.1) }
        }
        return (report, ids)
    }

    @Test(
        "no trade at the edge of a page is lost, and none is sent twice",
        arguments: [2, 3, 4, 5, 7, 100])
    func edges(limit: Int) throws {
        // Runs of one to two trades at one second, so that pages of three end within one.
        let seconds: [Int64] = [0, 1, 1, 2, 3, 3, 4, 4, 5, 6, 6, 7, 8, 8, 9, 9]
        for (kind, isNewestFirst) in [("forward", false), ("backward", true)] {
            let vendor = Self.vendor(seconds, limit: limit, isNewestFirst: isNewestFirst)
            let result = try Self.poll(vendor, "{kind: \(kind), size: \(limit)}")
            guard limit > 2 else {
                // Two at an instant fill a page: there may be a third one.
                #expect(result.report.failures.first?.reason.contains("paging.size") == true)
                #expect(result.trades.isEmpty)
                continue
            }
            #expect(result.report.failures.isEmpty)
            #expect(result.trades.sorted() == Array(seconds.indices), "\(kind) \(limit)")
        }
    }

    @Test("a full page of one instant fails with the size, and nothing of it is sent")
    func oneInstant() throws {
        let vendor = Self.vendor([5, 5, 5, 5, 9], limit: 3)
        let result = try Self.poll(vendor, "{kind: forward, size: 3}")
        #expect(result.report.failures.first?.reason.contains("paging.size") == true)
        #expect(result.trades.isEmpty)
        #expect(vendor.requests.count == 2)
    }

    @Test("pages of records that are all left out go on from their times")
    func filtered() throws {
        let vendor = Self.vendor([0, 1, 2, 3, 4, 5, 6, 7], limit: 3)
        let result = try Self.poll(vendor, "{kind: forward, size: 3}", filter: "record.id >= 6")
        #expect(result.report.failures.isEmpty)
        #expect(result.trades.sorted() == [6, 7])
    }

    @Test("full pages in another order than the file says are not taken for all there is")
    func order() throws {
        let seconds: [Int64] = [0, 1, 2, 3, 4, 5, 6, 7]
        let newest = try Self.poll(
            Self.vendor(seconds, limit: 3, isNewestFirst: true), "{kind: forward, size: 3}")
        #expect(newest.report.failures.first?.reason.contains("backward") == true)
        for kind in ["forward", "backward"] {
            let mixed = try Self.poll(
                Self.vendor(seconds, limit: 3, isOrdered: false), "{kind: \(kind), size: 3}")
            #expect(mixed.report.failures.first?.reason.contains("order of time") == true)
            #expect(mixed.trades.isEmpty)
        }
    }
}
