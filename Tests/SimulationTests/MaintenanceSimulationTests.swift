import Bytes
import DeltaLake
import ObjectStorage
import Pipeline
import TestSupport
import Testing

@Suite("Maintenance in simulation")
struct MaintenanceSimulationTests {
    /// Looked at after every commit; what an instance has replaced goes when the next one looks.
    private static let restless = MaintenancePlan(
        optimizeInterval: 1, filesMin: 2, vacuumInterval: 1, retention: 1_000_000)

    @Test("files that are joined and removed between commits, whatever fails, change no table")
    func changesNoTable() throws {
        var joined = 0
        var removed = 0
        for seed in 0..<UInt64(16) {
            let world = try SimulatedWorld(
                seed: seed, ticks: 60, instruments: 20, maintenance: Self.restless)
            var random = SplitMix64(seed: seed ^ 0x0417)
            var now: Int64 = 1_000
            for life in 0..<4 {
                let store = FaultyStore(world.disk, plan: SimulatedFaults.draw(&random))
                guard
                    let instance = world.instance(store, seed: seed &* 7 &+ UInt64(life), now: now)
                else { continue }
                for _ in 0..<Int.random(in: 1...250, using: &random) {
                    now += Int64.random(in: 0...20, using: &random)
                    instance.step(now: now)
                }
            }
            let last = try #require(world.instance(world.disk, seed: seed, now: now))
            #expect(last.finish(now: &now, pace: 20, limit: 50_000))
            try world.check(seed)
            for case .maintained(_, let report) in last.notices {
                joined += report.joinedFiles
                removed += report.removedFiles
            }
        }
        #expect(joined > 50)
        #expect(removed > 50)
    }
}
