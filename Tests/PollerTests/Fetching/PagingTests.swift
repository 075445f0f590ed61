import HTTPTransfer
import Poller
import Testing

@Suite struct PagingTests {
    private static let now: Int64 = 1_767_623_400_000_000_000

    private static func source(_ paging: String, query: String = "", more: String = "") -> String {
        """
        source: s
        topic: rest-ticks
        api: {base_url: https://api.example.com, auth: {kind: query, name: key, value: hush}}
        request: {path: /v1, query: {\(query)}}
        paging: \(paging)
        records:
          path: rows
          absent: empty
          identity: [id]
          fields: {symbol: {value: ACME}, id: id}
        mapping: {kind: record}
        \(more)
        """
    }

    private static func run(
        _ yaml: String, _ answer: @escaping ScriptedVendor.Answer
    ) throws -> (report: PollReport, end: PollEnd, vendor: ScriptedVendor, topic: MemoryTopic) {
        let fixture = try SourceFixture(yaml, now: now)
        let vendor = ScriptedVendor(answer)
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        let end = try poller.poll(into: &report)
        return (report, end, vendor, fixture.topic)
    }

    @Test("pages with numbers are asked for until one is not full")
    func numbers() throws {
        let result = try Self.run(
            Self.source("{kind: number, size: 2}", query: "page: '{{ page.number }}'")
        ) { _, index in
            .success(.json(index == 0 ? #"{"rows":[{"id":1},{"id":2}]}"# : #"{"rows":[{"id":3}]}"#))
        }
        #expect(result.report.records == 3)
        #expect(result.vendor.requests.map { $0.parameter("page") } == ["1", "2"])
    }

    @Test("a full page with a record that is refused is full, and the next is asked for")
    func refusedOnFullPage() throws {
        let result = try Self.run(
            Self.source("{kind: number, size: 2}", query: "page: '{{ page.number }}'")
        ) { _, index in
            .success(.json(index == 0 ? #"{"rows":[{"id":1},7]}"# : #"{"rows":[{"id":3}]}"#))
        }
        #expect(result.vendor.requests.count == 2)
        #expect(result.report.records == 2)
        #expect(result.report.counts.problems.count == 1)
    }

    @Test("pages with offsets move by their size, and stop where the answer says so")
    func offsets() throws {
        let result = try Self.run(
            Self.source(
                "{kind: offset, size: 1, stop: body.last == true}",
                query: "from: '{{ page.offset }}', n: '{{ page.size }}'")
        ) { _, index in
            .success(.json(#"{"rows":[{"id":\#(index)}],"last":\#(index == 2)}"#))
        }
        #expect(result.vendor.requests.map { $0.parameter("from") } == ["0", "1", "2"])
        #expect(result.vendor.requests.map { $0.parameter("n") } == ["1", "1", "1"])
    }

    @Test("a token leads on until there is none, and pages may overlap")
    func tokens() throws {
        let result = try Self.run(
            Self.source(
                "{kind: token, from: next, size: 9}",
                query: "t: '{{ page.token }}', n: '{{ page.size }}'")
        ) { _, index in
            .success(
                .json(
                    index == 0
                        ? #"{"rows":[{"id":1},{"id":2}],"next":"x y"}"#
                        : #"{"rows":[{"id":2},{"id":3}],"next":null}"#))
        }
        #expect(result.report.records == 3)
        #expect(result.report.known == 1)
        #expect(result.vendor.requests.map { $0.parameter("t") } == [nil, "x%20y"])
        #expect(result.vendor.requests.map { $0.parameter("n") } == ["9", "9"])
    }

    @Test("a link header is followed within the origin, with the key put in again")
    func links() throws {
        let result = try Self.run(Self.source("{kind: next_url, header: Link}")) { _, index in
            .success(
                .json(
                    #"{"rows":[{"id":\#(index)}]}"#,
                    headers: index == 0
                        ? [HTTPHeader("Link", "</v1?p=1>; rel=\"prev\", </v1?p=2>; rel=\"next\"")]
                        : []))
        }
        #expect(
            result.vendor.requests.map(\.url) == [
                "https://api.example.com/v1?key=hush", "https://api.example.com/v1?p=2&key=hush",
            ])
    }

    @Test("a next page elsewhere is not asked for, and its secrets stay here")
    func elsewhere() throws {
        let result = try Self.run(Self.source("{kind: next_url, from: next}")) { _, _ in
            .success(.json(#"{"rows":[{"id":1}],"next":"https://evil.example.net/?x=1"}"#))
        }
        #expect(result.vendor.requests.count == 1)
        #expect(result.report.failures.count == 1)
        #expect(result.report.records == 0, "a slice is sent whole or not at all")
    }

    @Test("pages that lead in a circle, or never end, are given up")
    func endless() throws {
        let circle = try Self.run(
            Self.source("{kind: token, from: next}", query: "t: '{{ page.token }}'")
        ) { _, _ in .success(.json(#"{"rows":[{"id":1}],"next":"same"}"#)) }
        #expect(circle.vendor.requests.count == 2)
        #expect(circle.report.failures.count == 1)
        let endless = try Self.run(
            Self.source(
                "{kind: number}", query: "p: '{{ page.number }}'", more: "limits: {pages: 5}")
        ) { _, index in .success(.json(#"{"rows":[{"id":\#(index)}]}"#)) }
        #expect(endless.vendor.requests.count == 5)
        let alike = try Self.run(Self.source("{kind: number}", query: "p: '{{ page.number }}'")) {
            _, _ in .success(.json(#"{"rows":[{"id":1}]}"#))
        }
        #expect(alike.vendor.requests.count == 2)
        #expect(alike.report.failures.first?.reason.contains("paging.stop") == true)
        #expect(endless.report.failures.first?.reason.contains("5 pages") == true)
    }

    @Test(
        "a way of paging whose value no request asks with, or whose keys are another's, is refused",
        arguments: [
            "{kind: number}", "{kind: offset, size: 2}", "{kind: token, from: next}",
            "{kind: next_url, from: next, stop: records == 0}",
        ])
    func unasked(paging: String) {
        #expect(throws: SourceProblems.self) {
            try Self.run(Self.source(paging)) { _, _ in
                .success(.json("{}"))
            }
        }
    }

    @Test("ids go on behind the last one, in this poll and in the next")
    func ids() throws {
        let yaml = Self.source("{kind: ids, size: 2}", query: "from: '{{ cursor }}'")
            .replacing("paging:", with: "cursor: {kind: id, start: 7, from: id}\npaging:")
        let fixture = try SourceFixture(yaml, now: Self.now)
        let vendor = ScriptedVendor { request, index in
            let from = Int(request.parameter("from") ?? "") ?? 0
            let rows = (from..<min(from + 2, 10)).map { #"{"id":\#($0)}"# }
            return .success(.json(#"{"rows":[\#(rows.joined(separator: ","))]}"#))
        }
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        _ = try poller.poll(into: &report)
        #expect(vendor.requests.map { $0.parameter("from") } == ["7", "9"])
        #expect(report.records == 3)
        var again = try fixture.poller(vendor)
        _ = try again.poll(into: &report)
        #expect(vendor.requests.last?.parameter("from") == "10")
        #expect(fixture.topic.records.count == 3)
    }

    /// Three symbols that are asked for together.
    private static var grouped: String {
        source("{kind: none}", query: "s: '{{ partition.symbol | join(\",\") }}'")
            .replacing(
                "records:",
                with: "partitions: {symbol: {values: [A, B, C], group: 10}}\nrecords:"
            )
            .replacing("symbol: {value: ACME}", with: "symbol: s")
    }

    @Test("symbols that the vendor refuses together are asked for in halves")
    func split() throws {
        let result = try Self.run(Self.grouped) { request, _ in
            let symbols = request.parameter("s") ?? ""
            if symbols.contains("B") { return .success(.json("{}", status: 400)) }
            return .success(.json(#"{"rows":[{"id":1,"s":"\#(symbols)"}]}"#))
        }
        let asked = result.vendor.requests.map { $0.parameter("s") }
        #expect(asked == ["A%2CB%2CC", "A", "B%2CC", "B", "C"])
        #expect(result.report.failures.map(\.partition) == ["symbol=B"])
        #expect(result.topic.records.map(\.key).sorted() == ["A", "C"])
    }

    @Test(
        "a vendor that is not there, or takes no more, is not asked for single symbols instead",
        arguments: [500, 429, nil])
    func outage(status: Int?) throws {
        let result = try Self.run(Self.grouped) { _, _ in
            guard let status else { return .failure(HTTPFailure(.unreachable, "nobody")) }
            return .success(.json("{}", status: status))
        }
        #expect(result.vendor.requests.count == 6)
        #expect(result.report.failures.count == 3)
        let nonsense = try Self.run(Self.grouped) { _, _ in .success(.json("<html>")) }
        #expect(nonsense.vendor.requests.count == 6 + 4, "a group's answer that nobody can read")
    }

    @Test("the body goes with every page, and a relative link goes on from the page")
    func bodies() throws {
        let yaml = Self.source("{kind: next_url, from: next}").replacing(
            "request: {path: /v1, query: {}}",
            with: "request: {path: /v1/list, method: POST, body: {json: '{\"q\":1}'}}")
        let result = try Self.run(yaml) { _, index in
            .success(
                .json(
                    #"{"rows":[{"id":\#(index)}],"next":\#(index == 0 ? "\"?page=2\"" : "null")}"#))
        }
        #expect(result.vendor.requests.map(\.method) == ["POST", "POST"])
        #expect(
            result.vendor.requests.map(\.body)
                == Array(repeating: Array(#"{"q":1}"#.utf8), count: 2))
        #expect(
            result.vendor.requests.last?.url == "https://api.example.com/v1/list?page=2&key=hush")
    }
}
