import Bytes
import Connectors
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
        var sum = MaintenanceReport()
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
                sum.add(instance.notices)
            }
            let last = try #require(world.instance(world.disk, seed: seed, now: now))
            #expect(last.finish(now: &now, pace: 20, limit: 50_000))
            try world.check(seed)
            sum.add(last.notices)
        }
        #expect(sum.joinedFiles > 50)
        #expect(sum.removedFiles > 50)
    }

    /// A month, after which logs are rid of old versions.
    private static let month: Int64 = 31 * 86_400_000
    /// In milliseconds: longer than any file waits for its commit.
    private static let retention: Int64 = 60_000

    private static var patient: MaintenancePlan {
        MaintenancePlan(
            optimizeInterval: 1, filesMin: 2, vacuumInterval: 1,
            retention: retention * 1_000_000, logCleanupInterval: 1)
    }

    @Test("tables kept by two instances and by hand, as months go by, hold what they should")
    func besideCommits() throws {
        var sum = MaintenanceReport()
        for seed in 0..<UInt64(12) {
            let world = try SimulatedWorld(
                seed: seed, ticks: 60, instruments: 20, maintenance: Self.patient)
            var random = SplitMix64(seed: seed ^ 0x0b51)
            var now: Int64 = 1_000
            for life in 0..<4 {
                let instances = (0..<2 as Range<UInt64>).compactMap { number in
                    world.instance(
                        FaultyStore(world.disk, plan: SimulatedFaults.draw(&random)),
                        seed: seed &* 7 &+ UInt64(life) &+ number &* 1_000, now: now)
                }
                for step in 0..<Int.random(in: 1...300, using: &random) where !instances.isEmpty {
                    now += Int64.random(in: 0...20, using: &random)
                    world.setTime(now)
                    instances[Int.random(in: 0..<instances.count, using: &random)].step(now: now)
                    if step % 25 == 24 { try keepByHand(world, now: now, &random) }
                }
                for instance in instances { sum.add(instance.notices) }
                // Nobody is at work, and what is old goes with the next life.
                now += Self.month
            }
            let last = try #require(world.instance(world.disk, seed: seed, now: now))
            #expect(last.finish(now: &now, pace: 20, limit: 50_000, onTime: world.setTime))
            try world.check(seed)
            sum.add(last.notices)
        }
        #expect(sum.joinedFiles > 50)
        #expect(sum.removedFiles > 50)
        #expect(sum.removedLogFiles > 30)
    }

    /// Does something for a table, as the commands do.
    private func keepByHand(
        _ world: SimulatedWorld, now: Int64, _ random: inout SplitMix64
    ) throws {
        let path = SimulatedWorld.paths[
            Int.random(in: 0..<SimulatedWorld.paths.count, using: &random)]
        let table = try DeltaTable(store: world.disk, folder: StorePath(path))
        guard let snapshot = try table.snapshotIfPresent() else { return }
        let time = SimulatedWorld.milliseconds(now)
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            var options = OptimizeOptions()
            options.tagging = LakeFileOrder.tagging(of: snapshot)
            if path == "bronze/ticks" {
                options.clustering = RowClustering(["symbol", "event_time"])
            } else {
                options.orderedBy = LakeFileOrder.column(of: snapshot)
            }
            _ = try table.optimize(options, clock: { time }, using: &random)
        case 1:
            var options = VacuumOptions()
            (options.retention, options.allowsShortRetention) = (Self.retention, true)
            _ = try table.vacuum(options, now: time)
        case 2: try snapshot.writeCheckpoint(now: time)
        default: _ = try snapshot.removeExpiredLog(now: time)
        }
    }

    @Test("what fails for one of GOLD's tables keeps no other from its upkeep")
    func goldGoesOn() throws {
        let world = try SimulatedWorld(seed: 3, ticks: 60, instruments: 20)
        var now: Int64 = 1_000
        let instance = try #require(world.instance(world.disk, seed: 3, now: now))
        #expect(instance.finish(now: &now, pace: 20, limit: 50_000, onTime: world.setTime))
        func files(_ path: String) throws -> Int {
            try world.disk.list(StorePath(path)).count {
                $0.path.name.hasSuffix(".parquet") && $0.path.parent.name != "_delta_log"
            }
        }
        let before = try (files("gold/daily_bars"), files("gold/sector_summary"))
        let store = FaultyStore(world.disk) { call in
            call.operation == .delete && call.path.text.hasPrefix("gold/daily_bars/")
                ? .failBefore(.denied) : nil
        }
        var plan = world.plan
        plan.maintenance = Self.patient
        let time = SimulatedWorld.milliseconds(now + Self.month)
        let environment = LakeEnvironment(
            store: store, now: { time }, random: RandomBits(SplitMix64(seed: 1)),
            maintenance: plan.maintenance)
        let ports = try PipelineAssembly(plan, environment: environment)
            .ports(source: world.source(seed: 3))
        #expect(throws: (any Error).self) { try ports.derived?.maintain() }
        #expect(try files("gold/daily_bars") == before.0)
        #expect(try files("gold/sector_summary") < before.1)
    }
}

extension MaintenanceReport {
    /// Adds what an instance says that it did.
    fileprivate mutating func add(_ notices: [EngineNotice]) {
        for case .maintained(_, let report) in notices {
            joinedFiles += report.joinedFiles
            removedFiles += report.removedFiles
            removedLogFiles += report.removedLogFiles
        }
    }
}
