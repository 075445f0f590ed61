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

    /// Everything is in the topic, and the state says so.
    private static func expectAll(_ scene: VendorScene, _ source: VendorSource) {
        #expect(scene.records == ["ZVZZT": expected(scene, source)])
        // To the minute: a source of trades goes on by the seconds that were waited.
        let end = scene.times[source.partition] ?? VendorSource.end
        #expect(end.prefix(16) == VendorSource.end.prefix(16))
        #expect(scene.troubles.isEmpty)
        #expect(scene.report.counts.problems.count == 0)
    }

    /// Instruments are valid from the time of their fetch on.
    private static func expected(_ scene: VendorScene, _ source: VendorSource) -> [String] {
        guard scene.times.isEmpty else { return source.records }
        let fetched = RFC3339.text(scene.fixture.clock.now(), digits: 9)
        return source.records.map { $0.replacing(/2026[-:.TZ0-9]+/, with: fetched) }
    }

    @Test("there is a scenario for each example")
    func all() { #expect(Self.vendors.map(\.name).sorted() == ExampleSourceTests.names) }

    @Test("a good answer becomes these records, and again none", arguments: vendors)
    func good(source: VendorSource) throws {
        let scene = try VendorScene(source, [Step("", source.good)])
        #expect(try scene.poll() == .caughtUp)
        Self.expectAll(scene, source)
        try scene.restart()
        #expect(try scene.poll() == .caughtUp)
        Self.expectAll(scene, source)
    }

    @Test("a server in trouble is asked again", arguments: vendors)
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
        Self.expectAll(scene, source)
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
        Self.expectAll(scene, source)
    }

    @Test("a vendor that goes on answering nonsense moves no cursor", arguments: vendors)
    func nonsense(source: VendorSource) throws {
        let scene = try VendorScene(source, [Step("", "<html>Hello</html>")])
        #expect(try scene.poll() == .caughtUp)
        #expect(scene.records.isEmpty)
        #expect(scene.times[source.partition] ?? VendorSource.start == VendorSource.start)
        #expect(scene.troubles.keys.sorted() == [source.partition])
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
        #expect(scene.fixture.clock.now() >= time(source.now) + 90_000_000_000)
        // Meanwhile more minutes have settled, and the answer to them is the same.
        #expect(scene.records == ["ZVZZT": Self.expected(scene, source)])
        #expect(scene.troubles.isEmpty)
    }

    @Test("a process that dies within the records sends none twice", arguments: vendors)
    func death(source: VendorSource) throws {
        let scene = try VendorScene(source, [Step("", source.good)])
        scene.fixture.topic.fail(after: source.records.count - 1)
        #expect(throws: PollProblem.self) { try scene.poll() }
        scene.fixture.topic.mend()
        try scene.restart()
        #expect(try scene.poll() == .caughtUp)
        Self.expectAll(scene, source)
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
