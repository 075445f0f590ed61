import Columnar
import Pipeline
import TestSupport
import Testing

/// An engine whose jobs run when the test says so, by their names.
final class EngineStage {
    static let lane = LaneID(topic: "t", partition: 0)

    let lake = ToyLake(seed: 1, faultPercent: 0)
    let source: ScriptedSource
    let engine: Engine
    private(set) var jobs: [Job] = []
    private(set) var now: Int64 = 1_000

    init(
        tables: [LaneTable] = ToyOperator.tables, change: (inout EngineSettings) -> Void = { _ in }
    ) {
        var batch = RecordBatch(next: 200)
        for offset in 0..<200 as Range<Int64> { batch.append(offset: offset, value: offset) }
        source = ScriptedSource([EngineStage.lane: batch], seed: 1)
        var settings = EngineSettings()
        settings.pauseMin = 2
        settings.pauseMax = 2
        settings.endsWhenCaughtUp = true
        change(&settings)
        engine = Engine(
            lanes: [
                LaneSetup(lane: EngineStage.lane, tables: tables) {
                    ToyOperator()
                }
            ], settings: settings,
            ports: EnginePorts(
                source: source, archive: lake, lake: lake, state: lake, derived: nil)
        ) { _ in }
        tell(.tick)
    }

    var names: [String] { jobs.map(\.name) }

    func tell(_ event: EngineEvent) {
        now += 5
        jobs += engine.handle(event, now: now)
    }

    /// Runs the first waiting job whose name begins so; the time when there is none.
    func run(_ name: String) {
        if let index = jobs.firstIndex(where: { $0.name.hasPrefix(name) }) {
            tell(jobs.remove(at: index).run())
        } else {
            tell(.tick)
        }
    }

    /// Runs the lane until a flush begins, of which nothing has run, and a batch waits.
    func startFlush() throws {
        run("recover")
        run("process")
        run("encode")
        for _ in 0..<40 where !names.contains("detach") { tell(.tick) }
        try #require(names.contains("detach") && names.contains("process t/0"))
    }
}
