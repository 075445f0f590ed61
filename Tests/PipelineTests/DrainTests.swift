import Pipeline
import TestSupport
import Testing

/// What a drain leaves undone, and what it says about it.
@Suite("The drain")
struct DrainTests {
    /// Pauses that no test waits for.
    private static func pauseLong(_ settings: inout EngineSettings) {
        settings.pauseMin = 1_000_000
        settings.pauseMax = 1_000_000
    }

    @Test("a lane that waits after a failure is left behind, and named with its reason")
    func leftBehind() {
        let toy = LiveToy(seed: 1, adjust: Self.pauseLong)
        toy.run(steps: 500)
        toy.lake.breakCommits(to: "windows", PortError(.retry, "windows is full"))
        toy.run(steps: 500) { $0.restarts == 0 }
        #expect(toy.engine.halts.isEmpty)
        toy.drain()
        #expect(toy.engine.isFinished)
        let next = toy.lake.leastNext(of: LiveToy.lane)
        #expect(
            toy.engine.halts.map(\.halt) == [
                LaneHalt(
                    .unavailable,
                    "lane t/0 was left behind at offset \(next). windows is full. "
                        + "start again when that is mended")
            ])
    }

    @Test("a lane whose last commit fails while it is drained is left behind")
    func lastCommit() {
        let toy = LiveToy(seed: 2, adjust: Self.pauseLong)
        toy.run(steps: 500)
        toy.lake.breakCommits(to: "raw", PortError(.retry, "raw is full"))
        toy.drain()
        #expect(toy.engine.isFinished)
        #expect(toy.engine.halts.map(\.halt.kind) == [.unavailable])
    }

    @Test("a lane that failed once and went on is drained like any other")
    func mended() {
        let toy = LiveToy(seed: 3)
        toy.lake.breakCommits(to: "windows", PortError(.retry, "away for a moment"))
        toy.run(steps: 500) { $0.restarts == 0 }
        toy.lake.breakCommits(to: "windows", nil)
        toy.run(steps: 500)
        toy.drain()
        #expect(toy.engine.isFinished)
        #expect(toy.engine.halts.isEmpty)
    }

    @Test("a lane that was never started is no failure")
    func neverStarted() {
        let lake = ToyLake(seed: 1, faultPercent: 0)
        let engine = Engine(
            lanes: [LaneSetup(lane: LiveToy.lane, tables: ToyOperator.tables) { ToyOperator() }],
            settings: EngineSettings(),
            ports: EnginePorts(
                source: ScriptedSource([:], seed: 1), archive: lake, lake: lake, state: lake,
                derived: nil)
        ) { _ in }
        #expect(engine.handle(.drain, now: 1).isEmpty)
        #expect(engine.isFinished)
        #expect(engine.halts.isEmpty)
    }
}
