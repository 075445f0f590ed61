import HTTPTransfer
import Poller
import Testing

@Suite struct IDPagingTests {
    private static func poll(
        polls: Int = 1, _ answer: @escaping @Sendable (_ from: Int) -> String
    ) throws -> (report: PollReport, poller: SourcePoller, ids: [String]) {
        let yaml = """
            source: s
            topic: rest-ticks
            api: {base_url: https://api.example.com}
            request: {path: /t, query: {from: '{{ cursor }}'}}
            cursor: {kind: id, start: 7, from: id}
            paging: {kind: ids, size: 2}
            records: {fields: {symbol: {value: ACME}, id: id}}
            mapping: {kind: record}
            """
        let fixture = try SourceFixture(yaml, now: 1_767_623_400_000_000_000)
        let vendor = ScriptedVendor { request, _ in
            .success(.json(answer(Int(request.parameter("from") ?? "") ?? 0)))
        }
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        for _ in 0..<polls { _ = try poller.poll(into: &report) }
        let ids = fixture.values.compactMap { $0.firstMatch(of: /"id":([^}]+)/)?.output.1 }
        return (report, poller, ids.map(String.init))
    }

    @Test("records below the id that is asked for came before, and are dropped")
    func inclusive() throws {
        // A vendor that counts the id before the asked one in, too.
        let result = try Self.poll(polls: 2) { from in
            let rows = (from - 1..<min(from + 2, 10)).map { #"{"id":\#($0)}"# }
            return "[\(rows.joined(separator: ","))]"
        }
        #expect(result.ids.sorted() == ["7", "8", "9"])
        #expect(result.report.counts.outside >= 2)
        #expect(result.poller.progress.partitions[""]?.id == 10)
    }

    @Test("a record without a whole number as its id is refused, and seen")
    func withoutID() throws {
        let result = try Self.poll { $0 == 7 ? #"[{"id":7},{"no":1},{"id":"x"}]"# : "[]" }
        #expect(result.ids == ["7"])
        #expect(result.report.counts.problems.counts == [.missingField: 2])
        #expect(result.poller.progress.partitions[""]?.id == 8)
    }

    @Test(
        "full pages that lead no further fail instead of being asked for again and again",
        arguments: [
            (#"[{"id":3},{"id":4}]"#, "cursor"), (#"[{"no":3},{"no":4}]"#, "id"),
            (#"[{"id":9},{"id":8}]"#, "rise"), (#"[{"id":7},{"id":9223372036854775807}]"#, "no"),
        ])
    func stuck(answer: String, reason: String) throws {
        let result = try Self.poll { _ in answer }
        #expect(result.report.failures.first?.reason.contains(reason) == true)
        #expect(result.report.counts.requests == 1)
        #expect(result.ids.isEmpty)
    }
}
