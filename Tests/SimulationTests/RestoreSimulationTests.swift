import Bytes
import DeltaLake
import ObjectStorage
import Pipeline
import TestSupport
import Testing

@Suite("Restores in simulation")
struct RestoreSimulationTests {
    /// What is made from RAW, then RAW, as a lake goes back.
    private static let made = [
        "gold/daily_bars", "gold/sector_summary", "silver/bars", "silver/late_ticks",
        "silver/instruments", "bronze/ticks", "bronze/instruments", "quarantine/price-ticks",
        "quarantine/instrument-metadata",
    ]
    private static let archives = ["raw/price-ticks", "raw/instrument-metadata"]

    @Test(
        "a table that goes back alone is made again, and so is a whole lake",
        arguments: 0..<UInt64(12))
    func restores(seed: UInt64) throws {
        let world = try SimulatedWorld(seed: seed, ticks: 60, instruments: 20)
        var random = SplitMix64(seed: seed ^ 0x0e57)
        var now: Int64 = 1_000
        let first = try #require(world.instance(world.disk, seed: seed, now: now))
        #expect(first.finish(now: &now, pace: 20, limit: 50_000))
        var moved = 0
        if seed % 2 == 0 {
            let path = Self.made[Int(seed / 2) % Self.made.count]
            let newest = try table(path, world).newestVersion()
            let version = Int64.random(in: 0..<newest, using: &random)
            moved = try restore(path, to: version, world, &random)
        } else {
            moved = try restoreAll(world, &random)
        }
        #expect(moved > 0)
        let second = try #require(world.instance(world.disk, seed: seed + 1, now: now))
        #expect(second.finish(now: &now, pace: 20, limit: 50_000))
        try world.check(seed)
    }

    private func table(_ path: String, _ world: SimulatedWorld) throws -> DeltaTable {
        try DeltaTable(store: world.disk, folder: StorePath(path))
    }

    /// Takes RAW to versions drawn by the seed, and before it every table to one not beyond that.
    private func restoreAll(_ world: SimulatedWorld, _ random: inout SplitMix64) throws -> Int {
        var targets: [(String, Int64)] = []
        var reached: [String: Int64] = [:]
        for path in Self.archives {
            let newest = try table(path, world).newestVersion()
            let version = Int64.random(in: 0...newest, using: &random)
            targets.append((path, version))
            for mark in try table(path, world).snapshot(version: version).transactions {
                reached[mark.appID] = mark.version
            }
        }
        for path in Self.made {
            var version = try table(path, world).newestVersion()
            while version > 0 {
                let marks = try table(path, world).snapshot(version: version).transactions
                let isBeyond = marks.contains { mark in
                    !mark.appID.contains("/gold/") && mark.version > reached[mark.appID] ?? 0
                }
                if !isBeyond { break }
                version -= 1
            }
            targets.insert((path, version), at: 0)
        }
        return try targets.reduce(0) { sum, target in
            sum + (try restore(target.0, to: target.1, world, &random))
        }
    }

    /// Returns the number of applications and files that moved.
    private func restore(
        _ path: String, to version: Int64, _ world: SimulatedWorld, _ random: inout SplitMix64
    ) throws -> Int {
        let restoration = try Restoration(table(path, world), to: version) { application in
            let parts = application.split(separator: "/")
            if parts[2] == "gold" { return 0 }
            let start = try world.disk.get(
                StorePath("_ticklake/lanes/\(parts[1])/\(parts[2])/\(parts[3]).json"))
            return Int64(String(decoding: start, as: UTF8.self).filter(\.isNumber))
        }
        let moved =
            restoration.progress.count + restoration.adds.count + restoration.removals.count
        _ = try restoration.commit(now: 1_800_000_000_000, using: &random)
        return moved
    }
}
