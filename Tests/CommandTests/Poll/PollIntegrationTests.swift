import Bytes
import Foundation
import TestSupport
import Testing

/// The poller as a user runs it: a vendor over HTTP, a real broker, the lake behind it.
@Suite(.enabled(if: RealBroker.isAvailable, RealBroker.isMissing))
struct PollIntegrationTests {
    @Test("polled bars go through the whole pipeline, and its bars are the vendor's")
    func path() throws {
        let vendor = try BarVendor(failing: 7)
        defer { vendor.stop() }
        let pipeline = try BarPipeline(vendor)
        let polled = try pipeline.poll().wait(seconds: 60)
        #expect(polled.status == 0, "\(polled)")
        #expect(!polled.description.contains("hush-hush"))
        let ran = try pipeline.run(["run"], ["--until-caught-up"])
        #expect(ran.status == 0, "\(ran)")
        let bars = try Program.run([
            "show", "\(pipeline.lake)/silver/bars", "--where", "interval = '1m'", "--columns",
            "open,high,low,close,volume", "--format", "csv", "--limit", "1000000",
        ])
        let lines = bars.output.split(separator: "\n").dropFirst()
        #expect(lines.count == BarPipeline.symbols.count * BarPipeline.minutes)
        #expect(Set(lines).count == 1, "all bars are alike: \(Set(lines).prefix(3))")
        let verified = try Program.run(["verify", pipeline.lake, "--rows"])
        #expect(verified.status == 0, "\(verified)")
    }

    @Test("a poller that is killed again and again leaves BRONZE as if it never had been")
    func kills() throws {
        let vendor = try BarVendor()
        defer { vendor.stop() }
        let pipeline = try BarPipeline(vendor)
        var random = SplitMix64(seed: 20)
        for kill in 0..<8 {
            let run = try pipeline.poll()
            // After a kill a poller waits a second for what is on its way, and then works.
            let share = Double(random.next(upperBound: UInt64(1000))) / 1000
            let delay = (kill == 0 ? 0.05 : 1.02) + share * 0.5
            _ = run.wait(seconds: delay, until: { !$0.isRunning })
            run.kill(SIGKILL)
            _ = run.wait(seconds: 10)
        }
        let last = try pipeline.poll().wait(seconds: 60)
        #expect(last.status == 0, "\(last)")
        let ran = try pipeline.run(["run"], ["--until-caught-up"])
        #expect(ran.status == 0, "\(ran)")
        let rows = try pipeline.rows("bronze/ticks")
        #expect(rows.count == BarPipeline.symbols.count * BarPipeline.minutes * 4)
        #expect(Set(rows).count == rows.count)
        let quarantine = try Program.run([
            "show", "\(pipeline.lake)/quarantine/\(pipeline.ticks)", "--format", "csv",
        ])
        #expect(quarantine.output.split(separator: "\n").count <= 1, "\(quarantine)")
    }

    @Test("check, preview, dry-run and state tell what a user needs, and no secret")
    func inspection() throws {
        let vendor = try BarVendor()
        defer { vendor.stop() }
        let pipeline = try BarPipeline(vendor)
        let checked = try pipeline.poll(["poll", "check"], []).wait(seconds: 30)
        #expect(checked.status == 0, "\(checked)")
        let preview = try pipeline.poll(
            ["poll", "preview"], ["--limit", "2", "--show-request"]
        ).wait(seconds: 30)
        #expect(preview.status == 0, "\(preview)")
        #expect(preview.output.contains("> X-Key: ***"), "\(preview)")
        #expect(preview.output.contains(#""trade_id":"1767621600000000000-o""#), "\(preview)")
        let rehearsal = try pipeline.poll(["poll", "dry-run"], ["--limit", "3"])
            .wait(seconds: 30)
        #expect(rehearsal.output.contains("/bars?symbol=S0&from=1767621600&to=1767621660"))
        let polled = try pipeline.poll().wait(seconds: 60)
        #expect(polled.status == 0, "\(polled)")
        let state = try pipeline.poll(["poll", "state", "show"], []).wait(seconds: 30)
        #expect(state.output.contains("2026-01-05T15:00:00Z"), "\(state)")
        let reset = try pipeline.poll(
            ["poll", "state", "reset"], ["--source", "bars"]
        ).wait(seconds: 30)
        #expect(reset.status == 0, "\(reset)")
        let again = try pipeline.poll(["poll"], ["--once", "--json"]).wait(seconds: 60)
        #expect(again.output.contains(#""records":0"#), "\(again)")
        for result in [checked, preview, rehearsal, polled, state, reset, again] {
            #expect(!result.description.contains("hush-hush"))
        }
    }

    @Test("a wrong credential ends with what to do, and with exit code 1")
    func wrongCredential() throws {
        let vendor = try BarVendor()
        defer { vendor.stop() }
        let pipeline = try BarPipeline(vendor)
        let result = try Program.start(
            ["poll", pipeline.file, "--once"],
            environment: pipeline.environment.merging(["VENDOR_KEY": "wrong-key"]) { $1 }
        ).wait(seconds: 30)
        #expect(result.status == 1, "\(result)")
        #expect(result.errors.contains("status 401"), "\(result)")
        #expect(!result.description.contains("wrong-key"))
    }
}
