import HTTPTransfer
import Poller
import Testing

@Suite struct InspectionTests {
    private static let now: Int64 = 1_767_623_400_000_000_000

    private static func source(_ paging: String, query: String = "") -> String {
        """
        source: s
        topic: rest-ticks
        api: {base_url: https://api.example.com, auth: {kind: query, name: key, value: hush}}
        request: {path: /v1, query: {\(query)}}
        paging: \(paging)
        records: {path: rows, fields: {symbol: {value: ACME}, id: id}}
        mapping: {kind: record}
        """
    }

    @Test("a source whose partitions nobody has sent yet is asked for nothing, and is no problem")
    func waiting() throws {
        let yaml = Self.source("{kind: none}").replacing(
            "paging:",
            with: "partitions: {symbol: {table: silver/instruments, column: symbol}}\npaging:")
        let fixture = try SourceFixture(yaml, now: Self.now)
        let vendor = ScriptedVendor { _, _ in .success(.json("{}")) }
        let finding = SourceInspection(
            fixture.outcome.plan, redactor: fixture.outcome.redactor, transport: vendor,
            zones: SourceFixture.zones, clock: fixture.clock
        ).ask { _ in [] }
        #expect(finding.isWaiting)
        #expect(finding.problem == nil)
        #expect(vendor.requests.isEmpty)
    }

    @Test("looking at a source asks for the first page as polling would, and for no other")
    func inspection() throws {
        let fixture = try SourceFixture(
            Self.source(
                "{kind: offset, size: 1}", query: "from: '{{ page.offset }}', n: '{{ page.size }}'"),
            now: Self.now)
        let vendor = ScriptedVendor { _, _ in .success(.json(#"{"rows":[{"id":1}]}"#)) }
        let inspection = SourceInspection(
            fixture.outcome.plan, redactor: fixture.outcome.redactor, transport: vendor,
            zones: SourceFixture.zones, clock: fixture.clock)
        let url = "https://api.example.com/v1?from=0&n=1&key=***"
        let lines = try inspection.requests(nil, lookup: { _ in [] }, limit: 5)
        #expect(lines == ["GET \(url)"])
        let finding = inspection.ask { _ in [] }
        #expect(finding.exchanges.map(\.request) == ["GET \(url)"])
        #expect(finding.records.count == 1)
        #expect(finding.problem == nil)
    }
}
