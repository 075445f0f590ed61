import Bytes
import DeltaLake
import ObjectStorage
import Pipeline
import TestSupport
import Testing
import ticklake

@Suite("Restores in simulation")
struct RestoreSimulationTests {
    /// What is made from RAW, then RAW, as a lake goes back.
    private static let made = [
        "gold/daily_bars", "gold/sector_summary", "silver/bars", "silver/late_ticks",
        "silver/instruments", "bronze/ticks", "bronze/instruments", "quarantine/price-ticks",
        "quarantine/instrument-metadata",
    ]

    @Test(
        "a table that goes back alone is made again, and so is a whole lake",
        arguments: 0..<UInt64(12))
    func restores(seed: UInt64) throws {
        let world = try SimulatedWorld(seed: seed, ticks: 60, instruments: 20)
        var random = SplitMix64(seed: seed ^ 0x0e57)
        var now: Int64 = 1_000
        let first = try #require(world.instance(world.disk, seed: seed, now: now))
        #expect(first.finish(now: &now, pace: 20, limit: 50_000, onTime: world.setTime))
        let lake = LakeFolder(store: world.disk, named: "lake")
        let steps: [LakeRestore.Step]
        if seed % 2 == 0 {
            let path = Self.made[Int(seed / 2) % Self.made.count]
            let newest = try DeltaTable(store: world.disk, folder: StorePath(path)).newestVersion()
            let version = Int64.random(in: 0..<newest, using: &random)
            steps = [try LakeRestore(lake).step(path, to: version)]
        } else {
            let middle = (1_000 + now) / 2
            let time = SimulatedWorld.milliseconds(.random(in: 1_000...middle, using: &random))
            steps = try LakeRestore(lake).steps(at: time)
            #expect(steps.map(\.name).sorted() == SimulatedWorld.paths.sorted())
            let raw = steps.suffix(2).map(\.name)
            #expect(raw == ["raw/instrument-metadata", "raw/price-ticks"])
        }
        let moved = steps.reduce(0) { sum, step in
            let restoration = step.restoration
            return sum + restoration.progress.count + restoration.adds.count
                + restoration.removals.count
        }
        #expect(moved > 0)
        let time = SimulatedWorld.milliseconds(now)
        try LakeRestore.commit(steps, in: lake, now: { time }, using: &random) { _, _ in }
        let second = try #require(world.instance(world.disk, seed: seed + 1, now: now))
        #expect(second.finish(now: &now, pace: 20, limit: 50_000, onTime: world.setTime))
        try world.check(seed)
    }

    @Test("no lake goes back to before it was there")
    func beforeTheFirst() throws {
        let world = try SimulatedWorld(seed: 1, ticks: 10, instruments: 5)
        let instance = try #require(world.instance(world.disk, seed: 1, now: 1_000))
        var now: Int64 = 1_000
        #expect(instance.finish(now: &now, pace: 20, limit: 50_000, onTime: world.setTime))
        let lake = LakeFolder(store: world.disk, named: "lake")
        #expect(throws: CommandError.self) {
            try LakeRestore(lake).steps(at: SimulatedWorld.milliseconds(0))
        }
    }
}
