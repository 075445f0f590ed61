import Columnar
import Pipeline
import TestSupport
import Testing

/// When the memory of a lane that failed is closed.
@Suite("A lane's retirement")
struct RetirementTests {
    private static let lane = LaneID(topic: "t", partition: 0)

    /// An engine whose jobs run when the test says so, by their names.
    private final class Stage {
        let lake = ToyLake(seed: 1, faultPercent: 0)
        let source: ScriptedSource
        let engine: Engine
        private(set) var jobs: [Job] = []
        private var now: Int64 = 1_000

        init() {
            var batch = RecordBatch(next: 200)
            for offset in 0..<200 as Range<Int64> { batch.append(offset: offset, value: offset) }
            source = ScriptedSource([RetirementTests.lane: batch], seed: 1)
            var settings = EngineSettings()
            settings.pauseMin = 2
            settings.pauseMax = 2
            settings.endsWhenCaughtUp = true
            engine = Engine(
                lanes: [
                    LaneSetup(lane: RetirementTests.lane, tables: ToyOperator.tables) {
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
    }

    @Test("its memory is closed after the flush that holds its parts, and then it starts again")
    func closesAfterFlush() throws {
        let stage = Stage()
        stage.run("recover")
        stage.run("process")
        stage.run("encode")
        try #require(stage.names.contains("process t/0"))
        // The next read fails while a flush is under way.
        for _ in 0..<40 where !stage.names.contains("detach") { stage.tell(.tick) }
        try #require(stage.names.contains("detach"))
        stage.source.close(Self.lane)
        stage.run("process")
        #expect(stage.engine.status.lanes[0].phase == .waiting)
        stage.tell(.tick)
        #expect(stage.names == ["detach"])

        stage.run("detach")
        #expect(stage.names == ["commit raw"])
        stage.run("commit")
        for _ in 0..<5 where stage.names.contains(where: { $0.hasPrefix("commit") }) {
            #expect(!stage.names.contains("close t/0"))
            stage.run("commit")
        }
        #expect(stage.names.contains("close t/0"))
        #expect(stage.lake.snapshot.rows["raw"]?[Self.lane]?.isEmpty == false)
        stage.run("close")
        stage.tell(.tick)
        #expect(stage.names.contains("recover t/0"))
    }
}
