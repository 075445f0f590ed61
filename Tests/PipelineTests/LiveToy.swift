import Columnar
import Pipeline
import Synchronization
import TestSupport

/// An engine over one lane of the toy operator, whose topic grows by a record now and then.
final class LiveToy {
    static let lane = LaneID(topic: "t", partition: 0)

    let lake: ToyLake
    let source: ScriptedSource
    private let instance: SimulatedInstance
    private(set) var now: Int64 = 1_000
    private var stepCount = 0

    init(
        tables: [LaneTable] = ToyOperator.tables, derived: (any DerivedTables)? = nil,
        seed: UInt64, adjust: (inout EngineSettings) -> Void = { _ in }
    ) {
        lake = ToyLake(seed: seed, faultPercent: 0)
        source = ScriptedSource([Self.lane: RecordBatch(next: 0)], seed: seed)
        var settings = EngineSettings()
        settings.quietAge = 100
        settings.pauseMin = 2
        settings.pauseMax = 20
        settings.attempts = 5
        adjust(&settings)
        instance = SimulatedInstance(
            lanes: [LaneSetup(lane: Self.lane, tables: tables) { ToyOperator() }],
            settings: settings,
            ports: EnginePorts(
                source: source, archive: lake, lake: lake, state: lake, derived: derived),
            seed: seed, now: now)
    }

    var engine: Engine { instance.engine }

    var notices: [EngineNotice] { instance.notices }

    /// How often the lane was started again after a failure.
    var restarts: Int {
        instance.notices.count { if case .laneRestarts = $0 { true } else { false } }
    }

    /// Steps so often, or until a condition no longer holds.
    func run(steps: Int, while condition: (LiveToy) -> Bool = { _ in true }) {
        for _ in 0..<steps where condition(self) {
            now += 3
            stepCount += 1
            if stepCount.isMultiple(of: 8) { produce() }
            instance.step(now: now)
        }
    }

    private func produce() {
        source.extend(Self.lane) { records in
            let offset = records.next
            records.append(offset: offset, value: offset)
            records.next = offset + 1
        }
        instance.tell(.available(Self.lane), now: now)
    }

    /// Drains the engine.
    func drain() {
        instance.tell(.drain, now: now)
        for _ in 0..<1_000 where !engine.isFinished {
            now += 3
            instance.step(now: now)
        }
    }
}

/// Derived tables whose advance only fails.
final class FailingGold: DerivedTables {
    func maintain() throws -> MaintenanceReport { MaintenanceReport() }

    private let error: PortError
    private let calls = Mutex(0)

    init(_ error: PortError) { self.error = error }

    var callCount: Int { calls.withLock { $0 } }

    func advance() throws -> DerivedProgress {
        calls.withLock { $0 += 1 }
        throw error
    }
}

extension ToyLake {
    /// The offset that every table has reached.
    func leastNext(of lane: LaneID) -> Int64 {
        let next = snapshot.next
        return ToyOperator.tables.map { next[$0.path]?[lane] ?? 0 }.min() ?? 0
    }
}
