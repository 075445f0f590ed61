import HTTPTransfer
import Poller
import Testing

/// How a change of a vendor's records is noticed.
@Suite struct FieldSurveyTests {
    private static func drift(
        _ records: String, _ answers: [String]
    ) throws -> FieldDrift {
        let yaml = """
            source: s
            topic: rest-ticks
            api: {base_url: https://api.example.com}
            request: {path: /v1, query: {t: '{{ page.token }}'}}
            paging: {kind: token, from: next}
            records: \(records)
            mapping: {kind: record}
            """
        let fixture = try SourceFixture(yaml, now: 1_767_623_400_000_000_000)
        let vendor = ScriptedVendor { _, index in .success(.json(answers[index])) }
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        _ = try poller.poll(into: &report)
        return report.counts.survey.drift
    }

    private static let fields = "fields: {symbol: {value: A}, id: id, price: p.last}"

    @Test("values without a field, and fields without a value in any record of a poll, are told")
    func drift() throws {
        let drift = try Self.drift(
            "{path: rows, where: record.kind != 1, \(Self.fields)}",
            [
                #"{"rows":[{"id":1,"p":{},"kind":2,"x":1},{"id":2,"zz":null}],"next":"n"}"#,
                #"{"rows":[{"id":3,"y":1}]}"#,
            ])
        #expect(drift == FieldDrift(new: ["x", "y", "zz"], absent: ["price"]))
        let without = try Self.drift("{path: rows, \(Self.fields)}", [#"{"rows":[]}"#])
        #expect(without.isEmpty, "of no records nothing can be said")
    }

    @Test("values that are kept without a field are no news; a header line's names are values")
    func forms() throws {
        let kept = try Self.drift(
            "{path: rows, rest: keep, \(Self.fields)}",
            [#"{"rows":[{"id":1,"p":{"last":1},"x":1}]}"#])
        #expect(kept.isEmpty)
        let csv = try Self.drift("{shape: csv, \(Self.fields)}", ["id,p,q\n1,2,3\n"])
        #expect(csv == FieldDrift(new: ["q"], absent: ["price"]))
    }

    @Test("names are bounded in number and length")
    func bounds() throws {
        let names = (0..<500).map { #""n\#($0)\#(String(repeating: "x", count: 200))":1"# }
        let drift = try Self.drift(
            "{path: rows, \(Self.fields)}", [#"{"rows":[{\#(names.joined(separator: ","))}]}"#])
        #expect(drift.new.count == 100)
        #expect(drift.new.allSatisfy { $0.count == 64 })
        #expect(drift.absent == ["id", "price"])
    }

    @Test("each name is news once")
    func news() {
        var told = FieldDrift()
        #expect(told.news(in: FieldDrift(new: ["a"], absent: ["b"])).isEmpty == false)
        #expect(told.news(in: FieldDrift(new: ["a"], absent: ["b"])).isEmpty)
        #expect(told.news(in: FieldDrift()).isEmpty)
        #expect(
            told.news(in: FieldDrift(new: ["a", "c"], absent: []))
                == FieldDrift(new: ["c"], absent: []))
    }
}
