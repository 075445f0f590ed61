import Columnar
import Pipeline
import Synchronization
import TestSupport
import Testing

/// A lane whose newest snapshots of state cannot be read.
@Suite("Damaged snapshots of state") struct DamagedStateTests {
    /// The snapshots of a lake, of which those at or above an offset are damaged.
    private struct DamagedStates: StateStore {
        let lake: ToyLake
        let sound: Int64

        func start(of lane: LaneID) throws -> Int64? { try lake.start(of: lane) }
        func recordStart(of lane: LaneID, at offset: Int64) throws -> Int64 {
            try lake.recordStart(of: lane, at: offset)
        }
        func snapshots(of lane: LaneID) throws -> [StateReference] { try lake.snapshots(of: lane) }
        func load(_ reference: StateReference) throws -> Batch {
            guard reference.offset < sound else { throw PortError(.rebuild, "damaged") }
            return try lake.load(reference)
        }
        func save(_ state: Batch, of lane: LaneID, at offset: Int64) throws {
            try lake.save(state, of: lane, at: offset)
        }
    }

    private static let lane = LaneID(topic: "t", partition: 0)
    private let lake = ToyLake(seed: 1, faultPercent: 0)

    /// Runs an instance over values that rise, until it has caught up with their end.
    private func run(until end: Int64, sound: Int64 = .max) -> [EngineNotice] {
        var batch = RecordBatch(next: end)
        for offset in 0..<end { batch.append(offset: offset, value: offset * 3) }
        var settings = EngineSettings()
        settings.endsWhenCaughtUp = true
        let setup = LaneSetup(lane: Self.lane, tables: ToyOperator.tables) { ToyOperator() }
        var now: Int64 = 1_000
        let instance = SimulatedInstance(
            lanes: [setup], settings: settings,
            ports: EnginePorts(
                source: ScriptedSource([Self.lane: batch], seed: 1), archive: lake, lake: lake,
                state: DamagedStates(lake: lake, sound: sound), derived: nil), seed: 1, now: now)
        #expect(instance.finish(now: &now, pace: 5, limit: 20_000))
        #expect(instance.engine.halts.isEmpty)
        return instance.notices
    }

    @Test(
        "cost time, never rows: the lane begins with an older one, or from its start",
        arguments: [(100, 50), (50, nil)] as [(Int64, Int64?)])
    func damaged(sound: Int64, begins: Int64?) {
        for end in [50, 100] as [Int64] { _ = run(until: end) }
        #expect(lake.snapshot.states[Self.lane]?.keys.sorted() == [50, 100])
        let notices = run(until: 170, sound: sound)
        var unusable: [String] = []
        var start: Int64?
        for notice in notices {
            if case .stateUnusable(_, let reason) = notice { unusable.append(reason) }
            if case .laneStarted(_, _, let snapshot) = notice { start = snapshot }
        }
        #expect(unusable.count == (begins == nil ? 2 : 1) && unusable[0].contains("damaged"))
        #expect(start == begins)
        let expected = ToyOperator.expected((0..<170).map { (offset: $0, value: $0 * 3) })
        for (table, rows) in expected {
            #expect(lake.snapshot.rows[table]?[Self.lane] == rows, "\(table)")
        }
    }
}
