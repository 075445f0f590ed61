import HTTPTransfer
import Poller
import Testing

/// How long answers say to wait.
@Suite struct WaitTests {
    private static let now: Int64 = 1_767_623_400_000_000_000

    /// The nanoseconds until a source asks again that was once answered so.
    private static func wait(_ rule: String, _ answer: HTTPResponse) throws -> Int64 {
        let yaml = """
            source: s
            topic: rest-ticks
            api: {base_url: https://api.example.com}
            request: {path: /v1}
            records: {path: rows, fields: {symbol: {value: ACME}}}
            mapping: {kind: record}
            retries: {first: 1ms, longest: 1ms}
            responses: [{when: status == 400, action: rate_limited, wait: \(rule)}]
            """
        let fixture = try SourceFixture(yaml, now: now)
        let vendor = ScriptedVendor { _, index in
            .success(index == 0 ? answer : .json(#"{"rows":[]}"#))
        }
        var poller = try fixture.poller(vendor)
        let before = fixture.clock.now()
        var report = PollReport()
        #expect(try poller.poll(into: &report) == .caughtUp)
        #expect(report.counts.rateLimited == 1)
        return fixture.clock.now() - before
    }

    @Test(
        "a wait stands in a header or in the body, as a number or within a text",
        arguments: [
            ("{header: X-Wait, is: seconds}", 7_000_000_000),
            ("{header: X-Wait, is: milliseconds}", 7_000_000),
            ("{body: error.wait, is: seconds}", 1_500_000_000),
            ("{body: error.text, pattern: 'try again in {minutes} minutes'}", 180_000_000_000),
            ("{body: error.text, pattern: '{minutes}'}", 720_000_000_000),
            ("{body: $$, pattern: '\"wait\":{seconds}}'}", 1_500_000_000),
            ("{header: X-Text, pattern: 'left={milliseconds};'}", 250_000_000),
            ("{body: error.text, pattern: 'try again in {hours} h', default: 9s}", 9_000_000_000),
            ("{body: error.text, pattern: 'in {minutes} min', longest: 4s}", 4_000_000_000),
        ])
    func places(rule: String, nanoseconds: Int64) throws {
        let text = "Limit of 12 calls: please Try Again in 3 minutes"
        let answer = HTTPResponse.json(
            #"{"error":{"text":"\#(text)","wait":1.5}}"#, status: 400,
            headers: [HTTPHeader("x-wait", "7"), HTTPHeader("x-text", "used=1;left=250;")])
        // `$` is the whole body, which is no text where it is JSON.
        if rule.contains("$$") {
            let plain = HTTPResponse(
                status: 400, body: Array(#"sorry "wait":1.5} - "wait":9}"#.utf8))
            #expect(try Self.wait(rule, plain) == nanoseconds)
        } else {
            #expect(try Self.wait(rule, answer) == nanoseconds)
        }
    }

    @Test(
        "patterns have one place for a number; a source's file that says otherwise is refused",
        arguments: [
            "{body: m, pattern: 'soon'}", "{body: m, pattern: '{seconds} {minutes}'}",
            "{body: m, pattern: '{days}'}", "{body: m, header: X}",
            "{pattern: '{seconds}', is: seconds}",
        ])
    func refused(rule: String) {
        #expect(throws: SourceProblems.self) {
            try Self.wait(rule, .json("{}", status: 400))
        }
    }

    @Test("waits grow by the factor up to the longest, and never overflow")
    func factor() {
        var retries = RetryPlan()
        retries.factor = 5
        retries.longest = 100_000_000_000
        let seconds = (1...5).map { retries.wait(before: $0, share: 0) / 1_000_000_000 }
        #expect(seconds == [1, 5, 25, 100, 100])
        retries.longest = .max
        #expect(retries.wait(before: 1_000, share: 0) == .max)
        retries.factor = 1
        #expect(retries.wait(before: 1_000, share: 0) == 1_000_000_000)
    }

    @Test("rules may ask how many records an answer has, and hold for none that nobody can read")
    func recordCount() throws {
        let yaml = """
            source: s
            topic: rest-ticks
            api: {base_url: https://api.example.com}
            request: {path: /v1}
            records: {path: rows, fields: {symbol: {value: ACME}, id: id}}
            mapping: {kind: record}
            retries: {first: 1ms}
            responses:
              - {when: records == 0, action: fail, message: the vendor has nothing}
              - {when: records > 1, action: empty}
            """
        for (answer, records, failure) in [
            (#"{"rows":[]}"#, 0, "the vendor has nothing"), (#"{"rows":[{"id":1},{}]}"#, 0, nil),
            (#"{"rows":[{"id":1}]}"#, 1, nil), ("{}", 0, "the answer has nothing under the path"),
        ] {
            let fixture = try SourceFixture(yaml, now: Self.now)
            var poller = try fixture.poller(ScriptedVendor { _, _ in .success(.json(answer)) })
            var report = PollReport()
            _ = try poller.poll(into: &report)
            #expect(report.records == records)
            let reason = report.failures.first?.reason
            #expect(failure.map { reason?.hasPrefix($0) == true } ?? (reason == nil))
        }
    }
}
