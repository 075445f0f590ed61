import Bytes
import Foundation
import TestSupport
import Testing

/// Pollers that die, meet each other, or are sent back, on a real broker.
@Suite(.enabled(if: RealBroker.isAvailable, RealBroker.isMissing))
struct PollRecoveryIntegrationTests {
    private static let sources = ["some": ["S0", "S1", "S2"], "others": ["S3", "S4"]]
    private static let past = [
        "--source", "some", "--from", "2026-01-05T13:30:00Z", "--to", "2026-01-05T14:30:00Z",
    ]

    @Test("two sources and a backfill, all killed at random, leave each record once in the topic")
    func kills() throws {
        let vendor = try BarVendor()
        defer { vendor.stop() }
        let pipeline = try BarPipeline(vendor, sources: Self.sources)
        var random = SplitMix64(seed: 31)
        // The backfill begins after the live poller, else it would be told to begin again.
        var live = try pipeline.poll()
        _ = live.wait(
            seconds: 10,
            until: { _ in
                FileManager.default.fileExists(
                    atPath: "\(pipeline.lake)/_ticklake/poller/test/some")
            })
        var filling = try pipeline.poll(["poll"], Self.past)
        for _ in 0..<8 {
            let share = Double(random.next(upperBound: UInt64(1000))) / 1000
            if random.next() & 1 == 0 {
                _ = live.wait(seconds: 0.2 + share, until: { !$0.isRunning })
                live.kill(SIGKILL)
                live = try pipeline.poll()
            } else {
                _ = filling.wait(seconds: 0.2 + share, until: { !$0.isRunning })
                filling.kill(SIGKILL)
                filling = try pipeline.poll(["poll"], Self.past)
            }
        }
        for run in [live, filling] {
            let end = run.wait(seconds: 60)
            #expect(end.status == 0, "\(end)")
        }
        let ran = try pipeline.run(["run"], ["--until-caught-up"])
        #expect(ran.status == 0, "\(ran)")
        let ids = try pipeline.recordIDs()
        #expect(ids.count == (5 * 60 + 3 * 30) * 4)
        #expect(Set(ids).count == ids.count)
    }

    @Test("of two processes that poll one source the first ends, and says why")
    func rivals() throws {
        let vendor = try BarVendor()
        defer { vendor.stop() }
        let pipeline = try BarPipeline(vendor, sources: ["some": ["S0"]], every: "200ms")
        let first = try pipeline.poll(["poll"], [])
        #expect(first.wait(seconds: 30, until: { $0.errors.contains("polled") }))
        let second = try pipeline.poll(["poll"], [])
        let end = first.wait(seconds: 60)
        #expect(end.status != 0 && !end.isTimedOut, "\(end)")
        #expect(end.errors.contains("let one process poll a source"), "\(end)")
        #expect(second.isRunning)
        second.kill(SIGTERM)
        #expect(second.wait(seconds: 30).status == 0)
    }

    @Test("a source that is sent back asks again, and sends nothing twice")
    func sentBack() throws {
        let vendor = try BarVendor()
        defer { vendor.stop() }
        let pipeline = try BarPipeline(vendor, sources: ["some": ["S0", "S1"]])
        #expect(try pipeline.poll().wait(seconds: 60).status == 0)
        let set = ["--source", "some", "--time", "2026-01-05T14:10:00Z"]
        let changed = try pipeline.poll(["poll", "state", "set"], set).wait(seconds: 30)
        #expect(changed.status == 0, "\(changed)")
        let again = try pipeline.poll(["poll"], ["--once", "--json"]).wait(seconds: 60)
        #expect(again.output.contains(#""requests":100,"#), "\(again)")
        #expect(again.output.contains(#""records":0,"#), "\(again)")
        let id = ["--source", "some", "--id", "7"]
        let refused = try pipeline.poll(["poll", "state", "set"], id).wait(seconds: 30)
        #expect(refused.status == 64, "\(refused)")
        #expect(refused.errors.contains("give --time"), "\(refused)")
    }
}
