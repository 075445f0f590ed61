import HTTPTransfer
import JSONColumns
import Poller
import Testing

/// What every vendor may do at any time.
@Suite struct EveryVendorTests {
    static let vendors = [
        AlpacaTests.source, AlphaVantageTests.source, BinanceTests.source, CoinbaseTests.source,
        DatabentoTests.source, FinnhubTests.source, MassiveTests.source, MassiveTickerTests.source,
        TiingoTests.source, TwelveDataTests.source, YahooTests.source,
    ]

    @Test("there is a scenario for each example")
    func all() { #expect(Self.vendors.map(\.name).sorted() == ExampleSourceTests.names) }

    @Test("a good answer becomes these records and this state, and again none", arguments: vendors)
    func good(source: VendorSource) throws {
        let scene = try VendorScene(source, [Step("", source.good)])
        #expect(try scene.poll() == .caughtUp)
        try scene.expectGood(source)
        #expect(scene.requests == [source.request])
        try scene.restart()
        #expect(try scene.poll() == .caughtUp)
        // The first poll's, and the mark of the next process behind what the first one left.
        try scene.expectGood(source, heartbeats: 2)
    }

    @Test("a server in trouble is asked the same again", arguments: vendors)
    func serverTrouble(source: VendorSource) throws {
        let scene = try VendorScene(
            source,
            [
                Step("", "<html>Bad Gateway</html>", status: 502),
                Step("", #"{"status":"ERROR","error":"internal"}"#, status: 500),
                Step("", source.good),
            ])
        #expect(try scene.poll() == .caughtUp)
        #expect(scene.report.counts.retries == 2)
        #expect(scene.requests == Array(repeating: source.request, count: 3))
        try scene.expectGood(source)
    }

    @Test("an answer that is cut off, or none at all, is asked for again", arguments: vendors)
    func malformed(source: VendorSource) throws {
        // A quote that is not closed: half of a text.
        let half = HTTPResponse(
            status: 200, body: source.good.body.prefix(40) + [0x22, 0x22, 0x22])
        let scene = try VendorScene(
            source, [Step("", half), Step("", "<html>Hello</html>"), Step("", source.good)])
        #expect(try scene.poll() == .caughtUp)
        #expect(scene.report.counts.retries == 2)
        #expect(scene.requests == Array(repeating: source.request, count: 3))
        try scene.expectGood(source)
    }

    @Test("a vendor that goes on answering nonsense moves no cursor", arguments: vendors)
    func nonsense(source: VendorSource) throws {
        let scene = try VendorScene(source, [Step("", "<html>Hello</html>")])
        #expect(try scene.poll() == .caughtUp)
        let reason = try #require(scene.report.failures.first?.reason)
        #expect(reason.contains("JSON") || reason.contains("answer"), "\(reason)")
        try scene.expectFailure(source, reason, retries: 5)
    }

    @Test("a vendor that says when to come back is asked no sooner", arguments: vendors)
    func rateLimit(source: VendorSource) throws {
        let scene = try VendorScene(
            source,
            [
                Step("", "{}", status: 429, headers: [HTTPHeader("Retry-After", "90")]),
                Step("", source.good),
            ])
        #expect(try scene.poll() == .caughtUp)
        #expect(scene.report.counts.rateLimited == 1)
        #expect(scene.requests == Array(repeating: source.request, count: 2))
        #expect(scene.fixture.clock.now() >= time(source.now) + 90_000_000_000)
        try scene.expectGood(source)
    }

    @Test("a process that dies within the records sends none twice", arguments: vendors)
    func death(source: VendorSource) throws {
        let scene = try VendorScene(source, [Step("", source.good)])
        scene.fixture.topic.fail(after: source.records.count - 1)
        #expect(throws: PollProblem.self) { try scene.poll() }
        scene.fixture.topic.mend()
        try scene.restart()
        #expect(try scene.poll() == .caughtUp)
        // The next process has put a mark behind what the first one left.
        try scene.expectGood(source, heartbeats: 1)
    }

    @Test(
        "slices of one poll that overlap bring each record once, in the order of time",
        arguments: vendors.filter { $0.lookback != nil })
    func slices(source: VendorSource) throws {
        let scene = try VendorScene(source, step: "1m", [Step("", source.good)])
        #expect(try scene.poll() == .caughtUp)
        try scene.expectGood(source, heartbeats: 2)
        let start = Instant(VendorSource.start)
        let asked = (0..<3).map { minute in
            let cursor = start + Int64(minute) * 60
            let since = max(start, cursor - (source.lookback ?? 0) * 60)
            return source.asked(since, cursor + 60)
        }
        #expect(scene.requests == asked)
        #expect(scene.report.rounds == 3)
    }

    @Test("no secret is in what is told about a partition", arguments: vendors)
    func secrets(source: VendorSource) throws {
        let secrets = ExampleSourceTests.environment.values.sorted().joined(separator: " ")
        let scene = try VendorScene(
            source, [Step("", #"{"detail":"\#(secrets)","message":"\#(secrets)"}"#, status: 400)])
        try scene.poll()
        let reason = scene.troubles[source.partition] ?? ""
        #expect(reason.contains("400"))
        for name in try source.yaml(start: "1d").matches(of: /\$\{env:([A-Z_]+)\}/) {
            #expect(!reason.contains("secret-of-\(name.output.1) "))
        }
    }
}
