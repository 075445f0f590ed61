import Foundation
import HTTPTransfer
import Platform
import TestSupport
import Testing

/// The poller's metrics as Prometheus fetches them.
@Suite(.enabled(if: RealBroker.isAvailable, RealBroker.isMissing))
struct PollMetricsIntegrationTests {
    /// A pipeline of two sources whose vendors are two hosts.
    private static func pipeline(_ good: BarVendor, _ bad: BarVendor) throws -> BarPipeline {
        let symbols = BarPipeline.symbols
        let pipeline = try BarPipeline(
            good, sources: ["good": symbols, "bad": symbols], every: "100ms")
        let file = pipeline.path("bad.yaml")
        try String(contentsOfFile: file, encoding: .utf8)
            .replacingOccurrences(of: good.origin, with: bad.origin)
            .write(toFile: file, atomically: true, encoding: .utf8)
        return pipeline
    }

    private static func fetch(_ url: String) throws -> HTTPResponse {
        let transport = try CurlTransport()
        defer { transport.close() }
        let inbox = Inbox<Result<HTTPResponse, HTTPFailure>>()
        transport.start(HTTPRequest(url: url)) { inbox.post($0) }
        let deadline = SystemClock.monotonicNanoseconds() + 10_000_000_000
        return try #require(inbox.next(deadline: deadline)).get()
    }

    /// Where a process says that it serves them.
    private static func origin(_ run: ProcessRun) throws -> String {
        let found = run.wait(seconds: 20) { $0.errors.contains("/metrics") }
        try #require(found, "\(run.errors)")
        let start = try #require(run.errors.firstRange(of: "url=")).upperBound
        let end = try #require(run.errors.firstRange(of: "/metrics")).lowerBound
        return String(run.errors[start..<end])
    }

    /// The samples by name and labels.
    private static func samples(_ origin: String) throws -> [String: Double] {
        let answer = try fetch("\(origin)/metrics")
        #expect(answer.status == 200)
        #expect(answer.header("content-type") == "text/plain; version=0.0.4; charset=utf-8")
        let lines = String(decoding: answer.body, as: UTF8.self).split(separator: "\n")
        let pairs = lines.filter { !$0.hasPrefix("#") }.map { line in
            let parts = line.split(separator: " ")
            return (String(parts[0]), Double(parts[1]) ?? .nan)
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    @Test("a host that sends the poller away shows in the metrics, and the other is polled on")
    func metrics() throws {
        let (good, bad) = (try BarVendor(failing: 50), try BarVendor(sendingAwayAfter: 30))
        defer {
            good.stop()
            bad.stop()
        }
        let pipeline = try Self.pipeline(good, bad)
        let run = try pipeline.poll(["poll"], ["--metrics", "0", "--json"])
        defer { run.kill(SIGKILL) }
        let origin = try Self.origin(run)
        func host(_ vendor: BarVendor) -> String {
            #"{host="\#(vendor.origin.replacingOccurrences(of: "http://", with: ""))"}"#
        }
        var samples: [String: Double] = [:]
        let isThere = run.wait(seconds: 60) { _ in
            samples = (try? Self.samples(origin)) ?? [:]
            return samples["ticklake_poll_host_stopped" + host(bad)] == 1
                && samples[#"ticklake_poll_last_success_timestamp_seconds{source="good"}"#] ?? 0 > 0
        }
        try #require(isThere, "\(samples) \(run.errors)")
        // Twenty symbols with sixty bars of four ticks each.
        #expect(samples[#"ticklake_poll_records_total{source="good"}"#] == 4800)
        #expect(samples[#"ticklake_poll_behind_seconds{source="good"}"#] == 0)
        #expect(samples[#"ticklake_poll_retries_total{source="good"}"#] ?? 0 >= 24)
        #expect(samples[#"ticklake_poll_source_stopped{source="bad"}"#] == 1)
        #expect(samples[#"ticklake_poll_source_stopped{source="good"}"#] == 0)
        #expect(samples["ticklake_poll_host_stopped" + host(good)] == 0)
        let latencies = #"ticklake_poll_request_duration_seconds_count{source="good"}"#
        #expect(samples[latencies] ?? 0 >= 1200)
        let health = try Self.fetch("\(origin)/healthz")
        #expect(health.status == 503)
        let text = String(decoding: health.body, as: UTF8.self)
        #expect(text.contains("source bad: status 418") && !text.contains("good"), "\(text)")
        #expect(try Self.fetch("\(origin)/else").status == 404)
        run.kill(SIGTERM)
        let ended = run.wait(seconds: 60)
        #expect(ended.output.contains(#""stopped":"status 418"#), "\(ended)")
        #expect(!ended.description.contains("hush-hush"))
    }
}
