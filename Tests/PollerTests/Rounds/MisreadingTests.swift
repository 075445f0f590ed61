import Bytes
import HTTPTransfer
import Poller
import Testing

/// Sources whose files describe other records than the vendor's.
@Suite struct MisreadingTests {
    private static let key = "symbol=ZVZZT"

    private static func fixture(_ volume: String, step: String) throws -> SourceFixture {
        try BarSource.fixture(
            BarSource.yaml(["ZVZZT"]).replacing("volume: v", with: "volume: \(volume)")
                .replacing("step: 2m", with: "step: \(step)"))
    }

    @Test("where every record is refused the cursor stays, and what to mend is told")
    func allRefused() throws {
        let fixture = try Self.fixture("nothing", step: "3m")
        var poller = try fixture.poller(BarSource.vendor)
        var report = PollReport()
        #expect(try poller.poll(into: &report) == .caughtUp)
        let reason = try #require(report.failures.first?.reason)
        #expect(reason.contains("records were refused: volume has no value"), "\(reason)")
        #expect(poller.progress.partitions[Self.key]?.time == BarSource.start)
        #expect(fixture.topic.heartbeats(of: 0) == [#"{"ts":"2026-01-05T14:30:10Z"}"#])
        try poller.close()
        // The file is mended: all of it comes, in time.
        let mended = try SourceFixture(
            BarSource.yaml(["ZVZZT"]), now: fixture.clock.now(), like: fixture)
        var second = try mended.poller(BarSource.vendor)
        var rest = PollReport()
        #expect(try second.poll(into: &rest) == .caughtUp)
        #expect(rest.records == 10 * 4)
        #expect(mended.topic.heartbeats(of: 0).last == #"{"ts":"2026-01-05T14:40:10Z"}"#)
    }

    @Test("slices that are too short to tell are told by those behind them")
    func shortSlices() throws {
        let fixture = try Self.fixture("nothing", step: "1m")
        var poller = try fixture.poller(BarSource.vendor)
        var report = PollReport()
        #expect(try poller.poll(into: &report) == .caughtUp)
        #expect(report.failures.count == 1)
        #expect(
            poller.progress.partitions[Self.key]?.time == BarSource.start + BarSource.minute)
    }

    @Test("a slice of bad records behind good ones is passed: it may be the vendor's")
    func badSlice() throws {
        let fixture = try Self.fixture("v", step: "5m")
        let vendor = ScriptedVendor { request, _ in
            let text = String(decoding: BarSource.answer(request).body, as: UTF8.self)
            guard let from = Int64(request.parameter("from") ?? ""),
                from * 1_000_000_000 > BarSource.start
            else { return .success(.json(text)) }
            return .success(.json(text.replacing("1.5", with: "-1")))
        }
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        #expect(try poller.poll(into: &report) == .caughtUp)
        #expect(report.failures.isEmpty)
        #expect(report.records == 5 * 4)
        #expect(report.counts.problems.count == 5 + 2)
    }

    @Test("a few bad records among good ones, or alone, hold nothing back")
    func someRefused() throws {
        let fixture = try Self.fixture("v", step: "2m")
        // The third minute's bar has no price, and the fifth's is the only one of its slice.
        let vendor = ScriptedVendor { request, _ in
            let from = Int64(request.parameter("from") ?? "") ?? 0
            let to = Int64(request.parameter("to") ?? "") ?? 0
            let bars = (0..<10).compactMap { minute -> String? in
                let time = BarSource.start / 1_000_000_000 + Int64(minute) * 60
                guard (from..<to).contains(time) else { return nil }
                if minute == 4 { return nil }
                let price = [2, 5].contains(minute) ? "null" : "1.5"
                return #"{"s":"ZVZZT","t":\#(time),"o":\#(price),"v":"4"}"#
            }
            return .success(.json(#"{"bars":[\#(bars.joined(separator: ","))]}"#))
        }
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        #expect(try poller.poll(into: &report) == .caughtUp)
        #expect(report.failures.isEmpty)
        #expect(report.records == 7 * 4)
        let samples = report.counts.problems.samples.map(\.description)
        #expect(samples.first == "missing_field: \(Self.key), record 2: open has no value")
    }
}
