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
    @Test("a clean run gives what the oracle says", arguments: 0..<20 as Range<UInt64>)
    func cleanRun(seed: UInt64) throws {
        let world = try SimulatedWorld(seed: seed, ticks: 150, instruments: 60)
        var now: Int64 = 1_000
        let instance = try #require(world.instance(world.disk, seed: seed, now: now))
        #expect(instance.finish(now: &now, pace: 20, limit: 50_000))
        try world.check(seed)
    }

    @Test(
        "a crash or a lost response at any store call changes no table",
        arguments: 0..<200 as Range<UInt64>)
    func faults(seed: UInt64) throws {
        let world = try SimulatedWorld(seed: seed, ticks: 80, instruments: 30)
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
        let world = try SimulatedWorld(seed: seed, ticks: 60, instruments: 20)
        var now: Int64 = 1_000
        let first = try #require(world.instance(world.disk, seed: seed, now: now))
        #expect(first.finish(now: &now, pace: 20, limit: 50_000))
        // Scripts have gaps: those are taken that have a record where RAW has its last one.
        let others = try world.scripts.map { script in
            try #require(
                (1...100).lazy.map {
                    LaneScript(lane: script.lane, count: 200, seed: 5_000 + seed + $0)
                }
                .first { $0.records.offsets.contains(script.records.next - 1) })
        }
        let again = try #require(
            world.instance(
                world.disk, over: SimulatedWorld.source(others, seed: seed), seed: seed + 1,
                now: now))
        #expect(again.finish(now: &now, pace: 20, limit: 50_000))
        #expect(again.engine.halts.map(\.lane) == world.scripts.map(\.lane).sorted())
        for (lane, halt) in again.engine.halts {
            #expect(halt.kind == .dataLoss)
            #expect(halt.message.contains("lane \(lane) has another record at offset "))
        }
        try world.check(seed)
    }

    @Test("two instances on the same lanes never double a row", arguments: 0..<40 as Range<UInt64>)
    func zombies(seed: UInt64) throws {
        let world = try SimulatedWorld(seed: seed, ticks: 60, instruments: 20)
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
