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
        // Thirteen slices of 79, 80, ... 80 and 40 records: 79 once, 80 thrice.
        #expect(report.counts.requests == 13 + 4)
    }

    @Test(
        "a vendor that caps its pages and fails in the midst loses nothing", arguments: [500, 404])
    func midWalk(status: Int) throws {
        let fixture = try SourceFixture(Self.yaml("offset"), now: Self.now)
        let vendor = ScriptedVendor { request, index in
            (5...8).contains(index)
                ? .success(.json("{}", status: status))
                : .success(Self.answer(request, count: 950, cap: 100))
        }
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        _ = try poller.poll(into: &report)
        #expect(report.records == 0)
        #expect(report.failures.count == 1)
        for _ in 0..<4 { _ = try poller.poll(into: &report) }
        #expect(fixture.topic.records.count == 950)
    }

    @Test("a page with as many as the vendor gives, which was the last before, is doubted still")
    func sameSize() throws {
        let yaml = Self.yaml("offset").replacing("step: 1d", with: "step: 101s")
        let fixture = try SourceFixture(yaml, now: Self.now)
        // A hundred, and later three hundred in one slice.
        let vendor = ScriptedVendor { request, index in
            let later = request.parameter("from") != "\(Self.start)"
            let offset = request.parameter("offset").flatMap { Int($0) } ?? 0
            let ids = (later ? 101...400 : 1...100).dropFirst(offset).prefix(100)
            let rows = ids.map { id in
                let time = Self.start + (later ? 150 : Int64(id))
                return #"{"i":\#(id),"t":\#(time)}"#
            }
            let isEmpty = later && request.parameter("from") != "\(Self.start + 101)"
            return .success(
                .json(isEmpty ? #"{"rows":[]}"# : #"{"rows":[\#(rows.joined(separator: ","))]}"#))
        }
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        #expect(try poller.poll(into: &report) == .caughtUp)
        #expect(report.records == 400)
    }

    @Test("records that come between two pages do not make a walk endless")
    func growing() throws {
        let fixture = try SourceFixture(Self.yaml("ids"), now: Self.now)
        // Each request finds three trades more than the one before.
        let vendor = ScriptedVendor { request, index in
            .success(Self.answer(request, count: 600 + 3 * index, cap: 1000))
        }
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        #expect(try poller.poll(into: &report) == .caughtUp)
        #expect(report.counts.requests < 5)
        #expect(report.records >= 600)
    }

    @Test("a page is not the last where the file's sign of it is absent, however short it is")
    func withStop() throws {
        let yaml = Self.yaml("number").replacing(
            "size: 1000", with: "size: 1000, stop: body.more == false")
        let fixture = try SourceFixture(yaml, now: Self.now)
        let vendor = ScriptedVendor { request, _ in
            let page = request.parameter("page").flatMap { Int($0) } ?? 1
            var answer = Self.answer(request, count: 95, cap: 20)
            answer.body.removeLast()
            answer.body += Array(#","more":\#(page < 5)}"#.utf8)
            return .success(answer)
        }
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        #expect(try poller.poll(into: &report) == .caughtUp)
        #expect(report.records == 95)
        #expect(report.counts.requests == 5)
    }

    /// A page of a hundred records, the newest first, and whether there are more.
    private static func feed(_ request: HTTPRequest, count: Int) -> HTTPResponse {
        let page = request.parameter("page").flatMap { Int($0) } ?? 1
        let ids = (1...count).reversed().dropFirst((page - 1) * 100).prefix(100)
        let rows = ids.map { #"{"i":\#($0),"t":\#(start + Int64($0))}"# }
        return .json(
            #"{"rows":[\#(rows.joined(separator: ","))],"more":\#(page * 100 < count)}"#)
    }

    @Test("a vendor of the newest first that gives less at once than the file says is asked on")
    func newestFirst() throws {
        let yaml = Self.yaml("number").replacing(
            "size: 1000", with: "size: 1000, newest_first: true")
        let fixture = try SourceFixture(yaml, now: Self.now)
        let vendor = ScriptedVendor { request, _ in .success(Self.feed(request, count: 900)) }
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        #expect(try poller.poll(into: &report) == .caughtUp)
        #expect(report.records == 900)
    }

    @Test("a history that ends where the file's sign says so is whole, and no gap")
    func wholeHistory() throws {
        let yaml = Self.yaml("number", size: 100).replacing(
            "size: 100", with: "size: 100, newest_first: true, stop: body.more == false")
        let fixture = try SourceFixture(yaml, now: Self.now)
        let vendor = ScriptedVendor { request, _ in .success(Self.feed(request, count: 300)) }
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        #expect(try poller.poll(into: &report) == .caughtUp)
        #expect(report.failures.isEmpty)
        #expect(report.records == 300)
        #expect(report.counts.requests == 3)
    }

    @Test("a vendor that refuses the page behind the last one has no more", arguments: [404, 400])
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
