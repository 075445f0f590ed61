import Columnar
import Pipeline
import TestSupport
import Testing

/// A lane whose records are nowhere any more, where that is accepted.
@Suite("An accepted loss") struct DataLossTests {
    private static let lane = LaneID(topic: "t", partition: 0)
    private let lake = ToyLake(seed: 1, faultPercent: 0)

    private static func records(_ offsets: Range<Int64>) -> RecordBatch {
        var batch = RecordBatch(next: offsets.upperBound)
        for offset in offsets { batch.append(offset: offset, value: offset) }
        return batch
    }

    /// Runs an instance until it has caught up with records below `end`, of which those below `low`
    /// are gone.
    private func run(until end: Int64, low: Int64 = 0) -> [LaneHalt] {
        let source = ScriptedSource([Self.lane: Self.records(0..<end)], seed: 1)
        source.removeRecords(of: Self.lane, below: low)
        var settings = EngineSettings()
        settings.acceptsLoss = true
        settings.pauseMin = 2
        settings.pauseMax = 2
        settings.endsWhenCaughtUp = true
        let setup = LaneSetup(lane: Self.lane, tables: ToyOperator.tables) { ToyOperator() }
        var now: Int64 = 1_000
        let instance = SimulatedInstance(
            lanes: [setup], settings: settings,
            ports: EnginePorts(
                source: source, archive: lake, lake: lake, state: lake, derived: nil), seed: 1,
            now: now)
        #expect(instance.finish(now: &now, pace: 5, limit: 20_000))
        return instance.engine.halts.map(\.halt)
    }

    /// Compares every table with the records of some ranges.
    private func check(_ ranges: Range<Int64>...) {
        let values = ranges.flatMap { $0.map { (offset: $0, value: $0) } }
        let contents = lake.snapshot
        for (table, rows) in ToyOperator.expected(values) {
            #expect(contents.rows[table]?[Self.lane] ?? [] == rows, "\(table)")
            #expect(contents.next[table]?[Self.lane] == ranges.last?.upperBound)
        }
    }

    private func lost(_ table: String) -> [Range<Int64>] {
        (lake.snapshot.audits[table]?[Self.lane] ?? []).flatMap(\.lost)
    }

    @Test("is in every table's audit as a range, and the lane goes on behind it")
    func gap() {
        #expect(run(until: 100).isEmpty)
        #expect(lost("raw").isEmpty)
        #expect(run(until: 200, low: 150).isEmpty)
        check(0..<100, 150..<200)
        for table in ToyOperator.tables {
            #expect(lost(table.path) == [100..<150], "\(table.path)")
        }
    }

    @Test("at the lane's start is a range as well")
    func start() throws {
        _ = try lake.recordStart(of: Self.lane, at: 0)
        #expect(run(until: 200, low: 50).isEmpty)
        check(50..<200)
        #expect(lost("raw") == [0..<50])
    }

    @Test("begins where RAW ends, however far behind the other tables are")
    func behindRaw() {
        let away = PortError(.rebuild, "away")
        for table in ToyOperator.tables where !table.isRaw {
            lake.breakCommits(to: table.path, away)
        }
        #expect(run(until: 100).map(\.kind) == [.unavailable])
        #expect(lake.snapshot.next["even"]?[Self.lane] == nil)
        for table in ToyOperator.tables { lake.breakCommits(to: table.path, nil) }
        let raw = lake.snapshot.next["raw"]?[Self.lane] ?? 0
        #expect(raw > 0)
        #expect(run(until: 200, low: 150).isEmpty)
        check(0..<raw, 150..<200)
        #expect(lost("raw") == [raw..<150])
    }
}
