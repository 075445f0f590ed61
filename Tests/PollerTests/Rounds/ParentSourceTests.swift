import HTTPTransfer
import JSONColumns
import Poller
import Testing

/// Sources whose partitions are what another source has sent.
@Suite struct ParentSourceTests {
    private static func parent(_ mapping: String) -> String {
        """
        source: list
        topic: rest-ticks
        api: {base_url: https://api.example}
        request: {path: /list}
        records:
          fields: {symbol: s, time: {from: t, time: ms}, price: p, size: p, vendor_id: id, trade_id: id}
        mapping: {kind: \(mapping)}
        """
    }

    private static func child(_ symbol: String) -> String {
        """
        source: quotes
        topic: rest-ticks
        api: {base_url: https://api.example}
        request: {path: '/quotes/{{ partition.symbol }}'}
        partitions: {symbol: \(symbol)}
        records: {fields: {symbol: '{{ partition.symbol }}'}}
        mapping: {kind: record}
        """
    }

    /// The state of a parent after one poll of an answer, and after another.
    private static func states(
        _ mapping: String, child: String, _ answers: [String]
    ) throws -> [PollState] {
        let fixture = try SourceFixture(parent(mapping), now: 1_767_623_400_000_000_000)
        let family = try SourceFamily.joined([
            fixture.outcome, try SourceFixture.read(Self.child(child)),
        ])
        var states: [PollState] = []
        for answer in answers {
            let vendor = ScriptedVendor { _, _ in .success(.json(answer)) }
            var poller = try fixture.poller(vendor, plan: family[0].plan)
            var report = PollReport()
            #expect(try poller.poll(into: &report) == .caughtUp)
            try poller.close()
            states.append(poller.progress)
        }
        return states
    }

    private static func row(_ symbol: String, id: String) -> String {
        #"{"s":"\#(symbol)","t":1767623400000,"p":"1.5","id":\#(id)}"#
    }

    @Test(
        "the keys of records of every kind are known when others take them",
        arguments: ["instrument", "record", "quote", "trade"])
    func keys(kind: String) throws {
        let states = try Self.states(
            kind, child: "{source: list}",
            [
                "[\(Self.row("B", id: "1")),\(Self.row("A", id: "2"))]",
                "[\(Self.row("C", id: "3"))]",
            ])
        #expect(states.map { $0.values(of: nil) } == [["A", "B"], ["A", "B", "C"]])
    }

    @Test("of a field each key has its newest value, and keys without one give none")
    func fields() throws {
        let states = try Self.states(
            "instrument", child: "{source: list, field: vendor_id}",
            [
                "[\(Self.row("A", id: "7")),\(Self.row("B", id: #""x/8""#))]",
                "[\(Self.row("A", id: "9")),\(Self.row("C", id: "null"))]",
            ])
        #expect(states[0].values(of: "vendor_id") == ["7", "x/8"])
        #expect(states[1].values(of: "vendor_id") == ["9", "x/8"])
        #expect(states[1].values(of: nil) == ["A", "B", "C"])
        #expect(try PollState(json: Array(states[1].json.utf8)) == states[1])
        #expect(states[0].json.contains(#""keys":{"A":{"vendor_id":"7"},"B":{"vendor_id":"x/8"}}"#))
    }

    @Test("a record that was sent before tells its field to a source that asks later")
    func later() throws {
        let fixture = try SourceFixture(Self.parent("instrument"), now: 1_767_623_400_000_000_000)
        let vendor = ScriptedVendor { _, _ in .success(.json("[\(Self.row("A", id: "7"))]")) }
        var report = PollReport()
        var alone = try fixture.poller(vendor)
        _ = try alone.poll(into: &report)
        try alone.close()
        #expect(alone.progress.keys.isEmpty)
        let child = try SourceFixture.read(Self.child("{source: list, field: vendor_id}"))
        let family = try SourceFamily.joined([fixture.outcome, child])
        var poller = try fixture.poller(vendor, plan: family[0].plan)
        _ = try poller.poll(into: &report)
        #expect(fixture.topic.records.count == 1)
        #expect(poller.progress.values(of: "vendor_id") == ["7"])
    }

    @Test("values are looked up when a poll begins, and what keeps them away ends the poll")
    func lookup() throws {
        let fixture = try SourceFixture(
            Self.child("{source: list}"), now: 1_767_623_400_000_000_000)
        let vendor = ScriptedVendor { _, _ in .success(.json("{}")) }
        var poller = try fixture.poller(vendor)
        var values: [String] = []
        var report = PollReport()
        _ = try poller.poll(lookup: { _ in values }, into: &report)
        #expect(report.partitions == 0)
        values = ["A", "B"]
        _ = try poller.poll(lookup: { _ in values }, into: &report)
        #expect(report.partitions == 2)
        #expect(fixture.topic.records.map(\.key) == ["A", "B"])
        #expect(throws: PollProblem("no such column")) {
            try poller.poll(
                lookup: { _ throws(PollProblem) in throw PollProblem("no such column") },
                into: &report)
        }
    }
}
