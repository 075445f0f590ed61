import Bytes
import Columnar
import Pipeline
import TestSupport
import Testing

@Suite("The engine")
struct EngineTests {
    static let lanes = [
        LaneID(topic: "t", partition: 0), LaneID(topic: "t", partition: 1),
        LaneID(topic: "u", partition: 0),
    ]

    /// A world of three lanes of random values, with gaps between offsets.
    struct World {
        var values: [LaneID: [(offset: Int64, value: Int64)]] = [:]
        var records: [LaneID: RecordBatch] = [:]

        init(seed: UInt64, count: Int) {
            var random = SplitMix64(seed: seed)
            for lane in EngineTests.lanes {
                var batch = RecordBatch(next: 0)
                var list: [(offset: Int64, value: Int64)] = []
                var offset = Int64.random(in: 0...5, using: &random)
                for _ in 0..<count {
                    let value = Int64.random(in: 0...1_000, using: &random)
                    batch.append(offset: offset, value: value)
                    list.append((offset, value))
                    offset += Int64.random(in: 1...10, using: &random) == 1 ? 3 : 1
                }
                batch.next = offset + 2
                values[lane] = list
                records[lane] = batch
            }
        }

        func instance(
            _ lake: ToyLake, _ source: ScriptedSource, seed: UInt64, now: Int64,
            lanes: [LaneID] = EngineTests.lanes
        ) -> SimulatedInstance {
            var settings = EngineSettings()
            settings.quietAge = 100
            settings.stateAge = 150
            settings.pauseMin = 20
            settings.pauseMax = 200
            settings.attempts = 1_000
            settings.endsWhenCaughtUp = true
            settings.seed = seed
            return SimulatedInstance(
                lanes: lanes.map { lane in
                    LaneSetup(lane: lane, tables: ToyOperator.tables) { ToyOperator() }
                }, settings: settings,
                ports: EnginePorts(
                    source: source, archive: lake, lake: lake, state: lake, derived: nil),
                seed: seed, now: now)
        }

        /// Compares every table with what the operator's definition says.
        func check(_ lake: ToyLake, seed: UInt64) {
            let contents = lake.snapshot
            for lane in EngineTests.lanes {
                let expected = ToyOperator.expected(values[lane] ?? [])
                for (table, rows) in expected.sorted(by: { $0.key < $1.key }) {
                    #expect(contents.rows[table]?[lane] ?? [] == rows, "\(table) \(lane) \(seed)")
                    #expect(contents.next[table]?[lane] == records[lane]?.next)
                    checkTiling(contents.audits[table]?[lane] ?? [], lane, contents)
                }
            }
        }

        func checkTiling(_ audits: [LaneAudit], _ lane: LaneID, _ contents: ToyLake.Contents) {
            var at = contents.starts[lane] ?? -1
            for audit in audits {
                #expect(audit.from == at)
                at = audit.until
            }
            let count = Int64(values[lane]?.count ?? 0)
            let odd = Int64((values[lane] ?? []).count { $0.value % 2 == 1 })
            #expect(audits.map(\.records).reduce(0, +) == count)
            #expect(audits.compactMap { $0.quarantined["odd"] }.reduce(0, +) == odd)
            for (rule, divisor) in ["third": Int64(3), "fifth": 5] {
                let hits = Int64((values[lane] ?? []).count { $0.value % divisor == 0 })
                #expect(audits.compactMap { $0.rules[rule] }.reduce(0, +) == hits, "\(rule)")
            }
        }
    }

    @Test("a clean run puts every record's contribution into every table once", arguments: 0..<20)
    func cleanRun(seed: UInt64) {
        let world = World(seed: seed, count: 300)
        let lake = ToyLake(seed: seed, faultPercent: 0)
        let source = ScriptedSource(world.records, seed: seed)
        var now: Int64 = 1_000
        let instance = world.instance(lake, source, seed: seed, now: now)
        #expect(instance.finish(now: &now, pace: 5, limit: 20_000))
        world.check(lake, seed: seed)
    }

    @Test("crashes, lost responses and failing calls change no table", arguments: 0..<200)
    func crashes(seed: UInt64) {
        let world = World(seed: seed, count: 250)
        let lake = ToyLake(seed: seed, faultPercent: 8)
        let source = ScriptedSource(world.records, seed: seed)
        var random = SplitMix64(seed: seed ^ 0xabcd)
        var now: Int64 = 1_000
        for life in 0..<6 {
            let instance = world.instance(lake, source, seed: seed &+ UInt64(life), now: now)
            for _ in 0..<Int.random(in: 1...150, using: &random) {
                now += Int64.random(in: 0...5, using: &random)
                instance.step(now: now)
            }
        }
        let last = world.instance(lake, source, seed: seed, now: now)
        #expect(last.finish(now: &now, pace: 5, limit: 50_000))
        world.check(lake, seed: seed)
    }

    @Test("two instances that own the same lanes never double a row", arguments: 0..<100)
    func zombies(seed: UInt64) {
        let world = World(seed: seed, count: 200)
        let lake = ToyLake(seed: seed, faultPercent: 4)
        var random = SplitMix64(seed: seed ^ 0x77)
        var now: Int64 = 1_000
        let first = world.instance(
            lake, ScriptedSource(world.records, seed: seed), seed: seed, now: now)
        let second = world.instance(
            lake, ScriptedSource(world.records, seed: seed + 1), seed: seed + 1, now: now)
        for _ in 0..<2_000 {
            now += Int64.random(in: 0...5, using: &random)
            if Bool.random(using: &random) { first.step(now: now) } else { second.step(now: now) }
        }
        // One lane may be given up for a minute by both; time passes until it is taken again.
        #expect(first.finish(now: &now, pace: 500_000_000, limit: 50_000))
        if first.engine.status.isFencedOff {
            // Its supervisor starts it again; the other is gone by now.
            let third = world.instance(
                lake, ScriptedSource(world.records, seed: seed), seed: seed + 2, now: now)
            #expect(third.finish(now: &now, pace: 5, limit: 50_000))
        }
        world.check(lake, seed: seed)
    }

    @Test("a failing rule stops the lane before its record, with all before it committed")
    func halts() {
        var world = World(seed: 5, count: 100)
        let lane = Self.lanes[0]
        var batch = RecordBatch(next: 0)
        for (index, record) in (world.values[lane] ?? []).enumerated() {
            batch.append(
                offset: record.offset, value: index == 60 ? ToyOperator.poison : record.value)
        }
        batch.next = world.records[lane]?.next ?? 0
        let bad = batch.offsets[60]
        world.records[lane] = batch
        world.values[lane] = Array((world.values[lane] ?? []).prefix(60))
        let lake = ToyLake(seed: 5, faultPercent: 0)
        var now: Int64 = 1_000
        let instance = world.instance(
            lake, ScriptedSource(world.records, seed: 5), seed: 5, now: now)
        #expect(instance.finish(now: &now, pace: 5, limit: 20_000))
        #expect(instance.engine.halts.map(\.halt.kind) == [.dataQuality])
        let contents = lake.snapshot
        #expect(contents.next["raw"]?[lane] == bad)
        #expect(contents.next["windows"]?[lane] == bad)
        #expect(contents.rows["raw"]?[lane]?.count == 60)
    }

    @Test("records that Kafka no longer has are read from RAW", arguments: 0..<50)
    func archive(seed: UInt64) {
        let world = World(seed: seed, count: 200)
        let lake = ToyLake(seed: seed, faultPercent: 0)
        let source = ScriptedSource(world.records, seed: seed)
        var random = SplitMix64(seed: seed)
        var now: Int64 = 1_000
        let first = world.instance(lake, source, seed: seed, now: now)
        for _ in 0..<Int.random(in: 20...200, using: &random) {
            now += 5
            first.step(now: now)
        }
        for lane in Self.lanes {
            if let raw = lake.snapshot.next["raw"]?[lane] {
                source.removeRecords(of: lane, below: raw)
            }
        }
        let second = world.instance(lake, source, seed: seed, now: now)
        #expect(second.finish(now: &now, pace: 5, limit: 20_000))
        world.check(lake, seed: seed)
    }

    @Test("a lane whose records are nowhere stops with the exact range")
    func dataLoss() {
        let world = World(seed: 9, count: 100)
        let lake = ToyLake(seed: 9, faultPercent: 0)
        let source = ScriptedSource(world.records, seed: 9)
        let lane = Self.lanes[1]
        let start = world.records[lane]?.offsets[0] ?? 0
        _ = try? lake.recordStart(of: lane, at: start)
        source.removeRecords(of: lane, below: 50)
        var now: Int64 = 1_000
        let instance = world.instance(lake, source, seed: 9, now: now)
        #expect(instance.finish(now: &now, pace: 5, limit: 20_000))
        #expect(instance.engine.halts.map(\.lane) == [lane])
        #expect(instance.engine.halts[0].halt.kind == .dataLoss)
        #expect(instance.engine.halts[0].halt.message.contains("[\(start), 50)"))
    }
}
