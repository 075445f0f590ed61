import HTTPTransfer
import Bytes
import Poller
import Testing

/// Vendors that differ in all that the walks depend on: whatever they do, what is sent is all that
/// there is, or the poll says that it failed.
@Suite struct RandomVendorTests {
    /// 2026-01-05T14:30:00Z, in milliseconds.
    private static let start: Int64 = 1_767_623_400_000
    /// How long the slice is.
    private static let length: Int64 = 20_000

    /// A vendor, and how a source's file describes it.
    private struct Vendor: Sendable {
        /// Milliseconds of the trades, in order.
        var times: [Int64]
        var limit: Int
        var isNewestFirst: Bool
        /// Whether pages are sorted in another way than they are cut.
        var isReversed: Bool
        var isInclusive: Bool
        /// The milliseconds that requests tell apart.
        var step: Int64
        /// Whether it compares whole steps.
        var isCoarse: Bool

        init(_ random: inout SplitMix64) {
            step = random.next().isMultiple(of: 2) ? 1 : 1_000
            let unit: Int64 = random.next().isMultiple(of: 3) ? 1 : step
            let count = Int(random.next() % 60)
            times = (0..<count).map { _ in
                let time = Int64(random.next() % UInt64(RandomVendorTests.length)) - 1_000
                return RandomVendorTests.start + time / unit * unit
            }.sorted()
            limit = 2 + Int(random.next() % 9)
            isNewestFirst = random.next().isMultiple(of: 2)
            isReversed = random.next().isMultiple(of: 5)
            isInclusive = random.next().isMultiple(of: 2)
            isCoarse = random.next().isMultiple(of: 2)
        }

        func answer(_ request: HTTPRequest) -> HTTPResponse {
            let from = Int64(request.parameter("from") ?? "") ?? 0
            let to = Int64(request.parameter("to") ?? "") ?? 0
            let asked = times.enumerated().filter { _, time in
                let time = isCoarse ? time / step * step : time
                return time >= from && (isInclusive ? time <= to : time < to)
            }
            let cut = isNewestFirst ? asked.suffix(limit).reversed() : Array(asked.prefix(limit))
            let page = isReversed ? cut.reversed() : cut
            let rows = page.map { #"{"t":\#($0.element),"id":\#($0.offset)}"# }
            return .json("[\(rows.joined(separator: ","))]")
        }
    }

    private static func yaml(_ vendor: Vendor, _ kind: String) -> String {
        """
        source: s
        topic: rest-ticks
        api: {base_url: https://api.example.com}
        request:
          path: /t
          query: {from: '{{ slice.start | ms }}', to: '{{ slice.end | ms }}'}
        cursor:
          kind: time
          start: 2026-01-05T14:30:00Z
          end: 2026-01-05T14:30:18Z
          step: 7s
          granularity: \(vendor.step)ms
          end_inclusive: \(vendor.isInclusive)
        paging: {kind: \(kind), size: \(vendor.limit)}
        records:
          fields:
            symbol: {value: ACME}
            time: {from: t, time: ms}
            trade_id: id
            price: {value: '1'}
            size: {value: '1'}
        mapping: {kind: trade}
        """
    }

    @Test("what is sent is all that there is, or the poll has failed", arguments: 0..<4)
    func complete(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var (whole, halved) = (0, 0)
        for _ in 0..<150 {
            let vendor = Vendor(&random)
            // A file that calls a vendor's order by the wrong name is found out, too, where its
            // pages show it.
            let kind = vendor.isNewestFirst ? "backward" : "forward"
            let fixture = try SourceFixture(
                Self.yaml(vendor, kind), now: (Self.start + 60_000) * 1_000_000)
            // Rounds may be too large, and are cut anywhere then.
            var plan = fixture.outcome.plan
            plan.limits.roundBytes = 500 + random.next(below: 8_000)
            var poller = try fixture.poller(
                ScriptedVendor { request, _ in .success(vendor.answer(request)) }, plan: plan)
            var report = PollReport()
            let end = try poller.poll(into: &report)
            let wanted = vendor.times.enumerated().filter {
                $1 >= Self.start && $1 < Self.start + 18_000
            }.map(\.offset)
            let sent = fixture.values.compactMap { value in
                value.firstMatch(of: /"trade_id":"(\d+)"/).flatMap { Int($0.output.1) }
            }
            #expect(Set(sent).count == sent.count)
            guard report.failures.isEmpty, end == .caughtUp else { continue }
            halved += report.halved > 0 ? 1 : 0
            whole += 1
            #expect(sent.sorted() == wanted, "\(kind) \(vendor)")
        }
        #expect(whole > 50, "most vendors are polled to the end")
        #expect(halved > 10)
    }
}
