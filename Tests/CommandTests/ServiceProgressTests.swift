import Pipeline
import Synchronization
import Telemetry
import Testing
import ticklake

/// The line that shows how a run goes on.
@Suite struct ServiceProgressTests {
    @Test("it shows rate, lag, batch time and watermark, all within 80 columns")
    func line() {
        var lane = LaneStatus(LaneID(topic: "t", partition: 0), .running, position: 750_000)
        lane.sourceEnd = 1_000_000
        lane.target = 800_000
        lane.recordsRead = 1_250_000
        lane.watermark = 1_767_623_400_500_000_000
        var status = EngineStatus(lanes: [lane])
        status.flushNanoseconds = 12_340_000
        var line = ServiceProgress.line(status, records: 300_000, nanoseconds: 500_000_000)
        #expect(
            line == "600,000 rows/s  lag 250,000  batch 12.3 ms"
                + "  watermark 2026-01-05T14:30:00Z  read 1,250,000")
        #expect(line.prefix(79).contains("2026-01-05T14:30:00Z"))
        status.endsWhenCaughtUp = true
        line = ServiceProgress.line(status, records: 300_000, nanoseconds: 500_000_000)
        #expect(line.hasPrefix("600,000 rows/s  to go 50,000  batch"))
    }

    @Test("where the log is JSON it is an event with fields, every five seconds")
    func json() {
        let lines = Mutex<[String]>([])
        let log = Log(format: .json, now: { 1_767_623_400_000_000_000 }) { line in
            lines.withLock { $0.append(line) }
        }
        var lane = LaneStatus(LaneID(topic: "t", partition: 0), .running, position: 70)
        lane.sourceEnd = 100
        lane.target = 80
        lane.recordsRead = 5_000
        lane.watermark = 1_767_623_400_500_000_000
        var status = EngineStatus(lanes: [lane])
        status.flushNanoseconds = 12_340_000
        var progress = ServiceProgress(isEnabled: true, log: log, startedAt: 0)
        for second in 1...9 as ClosedRange<Int64> {
            progress.update(status, now: second * 1_000_000_000)
        }
        #expect(
            lines.withLock { $0 } == [
                #"{"ts":"2026-01-05T14:30:00.000Z","level":"info","event":"progress","#
                    + #""rows_per_second":1000,"lag":30,"to_go":10,"batch_ms":12,"#
                    + #""watermark":"2026-01-05T14:30:00.500Z","read":5000}"# + "\n"
            ])
    }

    @Test("before the first flush and the first tick there are neither")
    func start() {
        let status = EngineStatus(lanes: [LaneStatus(LaneID(topic: "t", partition: 0), .waiting)])
        let line = ServiceProgress.line(status, records: 0, nanoseconds: 500_000_000)
        #expect(line == "0 rows/s  lag 0  batch -  watermark none  read 0")
    }
}
