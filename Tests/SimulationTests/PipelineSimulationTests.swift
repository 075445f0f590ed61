import Bytes
import Columnar
import Connectors
import Contracts
import ObjectStorage
import Pipeline
import TestSupport
import Testing

@Suite("The pipeline in simulation")
struct PipelineSimulationTests {
    private static let topic = "price-ticks"

    /// A pipeline over scripted records and a store in memory.
    private struct World {
        let plan: PipelinePlan
        let scripts: [TickScript]
        let disk = MemoryStore()

        init(seed: UInt64, ticks: Int) throws {
            var plan = try ShippedPlan.ticks(topic)
            plan.cadences.raw = Cadence(interval: 400, bytes: 20_000)
            plan.cadences.silver = Cadence(interval: 150)
            plan.cadences.gold = Cadence(interval: 500)
            plan.cadences.quietTransaction = 900
            plan.cadences.stateSnapshot = Cadence(interval: 700)
            self.plan = plan
            scripts = (0..<2).map {
                TickScript(
                    lane: LaneID(topic: topic, partition: Int32($0)), count: ticks,
                    seed: seed &* 31 &+ UInt64($0))
            }
        }

        func source(seed: UInt64) -> ScriptedSource { Self.source(scripts, seed: seed) }

        static func source(_ scripts: [TickScript], seed: UInt64) -> ScriptedSource {
            let pairs = scripts.map { ($0.lane, $0.records) }
            return ScriptedSource(Dictionary(uniqueKeysWithValues: pairs), seed: seed)
        }

        /// An instance over the disk as a store with faults shows it; nil when it cannot start.
        func instance(
            _ store: any ObjectStore, over source: ScriptedSource? = nil, seed: UInt64, now: Int64
        ) -> SimulatedInstance? {
            let environment = LakeEnvironment(
                store: store, now: { 1_800_000_000_000 + now },
                random: RandomBits(SplitMix64(seed: seed &+ 99)), commitsPerCheckpoint: 7)
            do {
                let assembly = try PipelineAssembly(plan, environment: environment)
                var settings = assembly.settings(seed: seed, endsWhenCaughtUp: true)
                settings.pauseMin = 20
                settings.pauseMax = 200
                settings.attempts = 10_000
                let partitions = scripts.map(\.lane.partition)
                return SimulatedInstance(
                    lanes: try assembly.lanes(
                        topic: topic, partitions: partitions, firstPartitions: 2),
                    settings: settings,
                    ports: try assembly.ports(source: source ?? self.source(seed: seed)),
                    seed: seed, now: now)
            } catch { return nil }
        }

        /// Compares every table with the oracle.
        func check(_ seed: UInt64) throws {
            var expected: [String: [String]] = ["gold/daily_bars": []]
            var bars: [TickOracle.Bar] = []
            for script in scripts {
                let oracle = TickOracle(
                    script, raw: "raw/\(topic)", quarantine: "quarantine/\(topic)")
                expected.merge(oracle.tables) { $0 + $1 }
                bars += oracle.minuteBars
            }
            expected["gold/daily_bars"] = TickOracle.dailyBars(bars)
            for (table, rows) in try LakeContents(store: disk).tables(topic: topic) {
                let wanted = (expected[table] ?? []).sorted()
                #expect(rows == wanted, "\(table), seed \(seed)")
            }
        }
    }

    @Test("a clean run gives what the oracle says", arguments: 0..<20 as Range<UInt64>)
    func cleanRun(seed: UInt64) throws {
        let world = try World(seed: seed, ticks: 150)
        var now: Int64 = 1_000
        let instance = try #require(world.instance(world.disk, seed: seed, now: now))
        #expect(instance.finish(now: &now, pace: 20, limit: 50_000))
        try world.check(seed)
    }

    @Test(
        "a crash or a lost response at any store call changes no table",
        arguments: 0..<200 as Range<UInt64>)
    func faults(seed: UInt64) throws {
        let world = try World(seed: seed, ticks: 80)
        var random = SplitMix64(seed: seed ^ 0x5eed)
        var now: Int64 = 1_000
        for life in 0..<5 {
            let store = FaultyStore(
                world.disk, plan: SimulatedFaults.draw(&random))
            guard
                let instance = world.instance(store, seed: seed &* 7 &+ UInt64(life), now: now)
            else { continue }
            for _ in 0..<Int.random(in: 1...200, using: &random) {
                now += Int64.random(in: 0...20, using: &random)
                instance.step(now: now)
            }
        }
        let last = try #require(world.instance(world.disk, seed: seed, now: now))
        #expect(last.finish(now: &now, pace: 20, limit: 50_000))
        try world.check(seed)
    }

    @Test(
        "a topic that is made anew stops its lanes, however long it has grown, and no row changes",
        arguments: 0..<10 as Range<UInt64>)
    func recreatedTopic(seed: UInt64) throws {
        let world = try World(seed: seed, ticks: 60)
        var now: Int64 = 1_000
        let first = try #require(world.instance(world.disk, seed: seed, now: now))
        #expect(first.finish(now: &now, pace: 20, limit: 50_000))
        // Scripts have gaps: those are taken that have a record where RAW has its last one.
        let others = try world.scripts.map { script in
            try #require(
                (1...100).lazy.map { TickScript(lane: script.lane, count: 200, seed: seed + $0) }
                    .first { $0.records.offsets.contains(script.records.next - 1) })
        }
        let again = try #require(
            world.instance(
                world.disk, over: World.source(others, seed: seed), seed: seed + 1, now: now))
        #expect(again.finish(now: &now, pace: 20, limit: 50_000))
        #expect(again.engine.halts.map(\.lane) == world.scripts.map(\.lane))
        for (lane, halt) in again.engine.halts {
            #expect(halt.kind == .dataLoss)
            #expect(halt.message.contains("lane \(lane) has another record at offset "))
        }
        try world.check(seed)
    }

    @Test("two instances on the same lanes never double a row", arguments: 0..<40 as Range<UInt64>)
    func zombies(seed: UInt64) throws {
        let world = try World(seed: seed, ticks: 60)
        var random = SplitMix64(seed: seed ^ 0x77)
        var now: Int64 = 1_000
        let first = try #require(world.instance(world.disk, seed: seed, now: now))
        let second = try #require(world.instance(world.disk, seed: seed &+ 1_000, now: now))
        for _ in 0..<1_500 {
            now += Int64.random(in: 0...20, using: &random)
            if Bool.random(using: &random) { first.step(now: now) } else { second.step(now: now) }
        }
        #expect(first.finish(now: &now, pace: 500_000_000, limit: 50_000))
        if first.engine.status.isFencedOff {
            // Its supervisor starts it again; the other is gone by now.
            let third = try #require(world.instance(world.disk, seed: seed &+ 2_000, now: now))
            #expect(third.finish(now: &now, pace: 20, limit: 50_000))
        }
        try world.check(seed)
    }
}
