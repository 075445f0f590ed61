import HTTPTransfer
import Poller
import Testing

/// Vendors that put fewer records into a page than their files say.
@Suite struct PageSizeTests {
    private static let now: Int64 = 1_767_623_400_000_000_000
    /// 2026-01-05T14:13:20Z, in seconds.
    private static let start: Int64 = 1_767_622_400

    /// A kind of pages with the parameters that ask for one.
    private static let kinds = [
        "number": "page: '{{ page.number }}'", "offset": "offset: '{{ page.offset }}'",
        "forward": "", "backward": "", "ids": "id: '{{ cursor }}'",
    ]

    private static func yaml(_ kind: String, size: Int = 1000) -> String {
        let cursor =
            kind == "ids"
            ? "{kind: id, start: 1, from: i}"
            : "{kind: time, start: 2026-01-05T14:13:20Z, step: 1d, granularity: 1s, lookback: 0s,"
                + " settle: 0s}"
        let times = kind == "ids" ? "" : "from: '{{ slice.start | s }}', to: '{{ slice.end | s }}',"
        return """
            source: s
            topic: rest-ticks
            api: {base_url: https://api.example.com}
            request: {path: /v1, query: {\(times) \(kinds[kind] ?? "")}}
            cursor: \(cursor)
            paging: {kind: \(kind), size: \(size)}
            records:
              path: rows
              identity: [id]
              fields: {symbol: {value: ACME}, id: i, time: {from: t, time: s}}
            mapping: {kind: record}
            retries: {tries: 1, first: 1ms}
            """
    }

    /// The records that a vendor of so many gives at most so many of at once.
    private static func answer(_ request: HTTPRequest, count: Int, cap: Int) -> HTTPResponse {
        func number(_ name: String) -> Int? { request.parameter(name).flatMap { Int($0) } }
        var ids = Array(1...count)
        if let id = number("id") { ids.removeAll { $0 < id } }
        let (from, to) = (number("from") ?? 0, number("to") ?? .max)
        ids.removeAll { !(from..<to).contains(Int(start) + $0) }
        if let page = number("page") { ids = Array(ids.dropFirst((page - 1) * cap)) }
        if let offset = number("offset") { ids = Array(ids.dropFirst(offset)) }
        ids = Array(ids.prefix(cap))
        let rows = ids.map { #"{"i":\#($0),"t":\#(start + Int64($0))}"# }
        return .json(#"{"rows":[\#(rows.joined(separator: ","))]}"#)
    }

    @Test("a vendor that gives less at once than the file says is asked on", arguments: kinds.keys)
    func capped(kind: String) throws {
        for count in [99, 100, 101, 200, 299, 999] {
            let fixture = try SourceFixture(Self.yaml(kind), now: Self.now)
            let vendor = ScriptedVendor { request, _ in
                let answer = Self.answer(request, count: count, cap: 100)
                guard kind == "backward" else { return .success(answer) }
                return .success(Self.newest(request, count: count, cap: 100))
            }
            var poller = try fixture.poller(vendor)
            var report = PollReport()
            #expect(try poller.poll(into: &report) == .caughtUp)
            #expect(report.failures.isEmpty)
            #expect(report.records == count, "\(kind) \(count)")
        }
    }

    /// The same, from a vendor that gives the newest ones.
    private static func newest(_ request: HTTPRequest, count: Int, cap: Int) -> HTTPResponse {
        let from = request.parameter("from").flatMap { Int64($0) } ?? 0
        let to = request.parameter("to").flatMap { Int64($0) } ?? .max
        let ids = (1...Int64(count)).filter { (from..<to).contains(start + $0) }.suffix(cap)
        let rows = ids.map { #"{"i":\#($0),"t":\#(start + $0)}"# }
        return .json(#"{"rows":[\#(rows.joined(separator: ","))]}"#)
    }

    @Test("a page that is not full is asked behind only while it is longer than those before")
    func seldom() throws {
        let yaml = Self.yaml("offset").replacing("step: 1d", with: "step: 80s")
        let fixture = try SourceFixture(yaml, now: Self.now)
        let vendor = ScriptedVendor { request, _ in
            .success(Self.answer(request, count: 999, cap: 1000))
        }
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        #expect(try poller.poll(into: &report) == .caughtUp)
        #expect(report.records == 999)
        // Thirteen slices of 79, 80, ... 80 and 40 records.
        #expect(report.counts.requests == 13 + 2)
    }

    @Test(
        "a vendor that refuses the page behind the last one, or breaks at it, is taken at its word",
        arguments: [404, 400, 500])
    func refused(status: Int) throws {
        let fixture = try SourceFixture(Self.yaml("number"), now: Self.now)
        let vendor = ScriptedVendor { request, _ in
            .success(
                request.parameter("page") == "1"
                    ? Self.answer(request, count: 70, cap: 100)
                    : .json(#"{"message":"invalid page"}"#, status: status))
        }
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        #expect(try poller.poll(into: &report) == .caughtUp)
        #expect(report.failures.isEmpty)
        #expect(report.records == 70)
    }
}
