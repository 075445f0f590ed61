import Columnar
import Pipeline
import TestSupport
import Testing

/// Where a lane starts that the lake does not know yet.
@Suite struct StartTests {
    private static let lane = LaneID(topic: "t", partition: 1)
    private let lake = ToyLake(seed: 1, faultPercent: 0)

    /// Runs an instance over a lane that has the offsets 50..<200, until it has caught up.
    private func run(_ start: StartPosition) -> [LaneHalt] {
        var batch = RecordBatch(next: 200)
        for offset in 50..<200 as Range<Int64> { batch.append(offset: offset, value: offset) }
        var settings = EngineSettings()
        settings.endsWhenCaughtUp = true
        let setup = LaneSetup(lane: Self.lane, tables: ToyOperator.tables, start: start) {
            ToyOperator()
        }
        var now: Int64 = 1_000
        let instance = SimulatedInstance(
            lanes: [setup], settings: settings,
            ports: EnginePorts(
                source: ScriptedSource([Self.lane: batch], seed: 1), archive: lake, lake: lake,
                state: lake, derived: nil), seed: 1, now: now)
        #expect(instance.finish(now: &now, pace: 5, limit: 20_000))
        return instance.engine.halts.map(\.halt)
    }

    private func offset(_ offset: Int64) -> StartPosition {
        .offsets([LaneOffset(topic: "t", partition: 1, offset: offset)])
    }

    private var firstRow: Int64? { lake.snapshot.rows["raw"]?[Self.lane]?.first?.first }

    @Test(
        "an offset that the lane does not have is refused, not recorded, and can be corrected",
        arguments: [0, 49, 201, 99_999_999] as [Int64])
    func impossible(start: Int64) {
        let halts = run(offset(start))
        #expect(halts.map(\.kind) == [.configuration])
        #expect(
            halts.first?.message
                == "lane t/1 cannot start at offset \(start), which `start` names. Kafka has the "
                + "offsets 50 to 200 of it, the last one for what comes next. correct "
                + "`start.offsets` in the pipeline file")
        #expect(lake.snapshot.starts.isEmpty)
        #expect(run(offset(120)).isEmpty)
        #expect(lake.snapshot.starts == [Self.lane: 120])
        #expect(firstRow == 120)
    }

    @Test("both ends of what the lane has are taken", arguments: [50, 200] as [Int64])
    func ends(start: Int64) {
        #expect(run(offset(start)).isEmpty)
        #expect(lake.snapshot.starts == [Self.lane: start])
    }

    @Test("the recorded start stands, whatever the configuration names later")
    func recorded() {
        #expect(run(offset(120)).isEmpty)
        #expect(run(offset(99_999_999)).isEmpty)
        #expect(firstRow == 120)
    }

    @Test("an offset of another lane is no start of this one")
    func otherLane() {
        #expect(run(.offsets([LaneOffset(topic: "t", partition: 0, offset: 120)])).isEmpty)
        #expect(firstRow == 50)
    }
}
