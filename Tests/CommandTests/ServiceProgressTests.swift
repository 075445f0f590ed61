import Pipeline
import Testing
import ticklake

/// The line that shows how a run goes on.
@Suite struct ServiceProgressTests {
    @Test("it shows rate, lag, batch time and watermark, all within 80 columns")
    func line() {
        var lane = LaneStatus(LaneID(topic: "t", partition: 0), .running, position: 750_000)
        lane.target = 1_000_000
        lane.recordsRead = 1_250_000
        lane.watermark = 1_767_623_400_500_000_000
        var status = EngineStatus(lanes: [lane])
        status.flushNanoseconds = 12_340_000
        let line = ServiceProgress.line(status, records: 300_000, nanoseconds: 500_000_000)
        #expect(
            line == "600,000 rows/s  to go 250,000  batch 12.3 ms"
                + "  watermark 2026-01-05T14:30:00Z  read 1,250,000")
        #expect(line.prefix(79).contains("2026-01-05T14:30:00Z"))
    }

    @Test("before the first flush and the first tick there are neither")
    func start() {
        let status = EngineStatus(lanes: [LaneStatus(LaneID(topic: "t", partition: 0), .waiting)])
        let line = ServiceProgress.line(status, records: 0, nanoseconds: 500_000_000)
        #expect(line == "0 rows/s  to go 0  batch -  watermark none  read 0")
    }
}
