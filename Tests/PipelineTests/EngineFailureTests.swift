import Columnar
import Pipeline
import TestSupport
import Testing

/// What the engine does about failures that stay.
@Suite("The engine's failures")
struct EngineFailureTests {
    @Test(
        "a table that never commits halts its lane, although the others go on with a live topic",
        arguments: ["raw", "even", "windows"], 0..<3 as Range<UInt64>)
    func brokenTable(path: String, seed: UInt64) {
        // All are due at once, so that RAW goes on with every attempt.
        let tables = ToyOperator.tables.map {
            LaneTable(path: $0.path, cadence: Cadence(interval: 150), isRaw: $0.isRaw)
        }
        let toy = LiveToy(tables: tables, seed: seed)
        toy.lake.breakCommits(to: path, PortError(.retry, "\(path) is full"))
        toy.run(steps: 3_000)
        #expect(toy.engine.halts.map(\.halt.kind) == [.unavailable])
        #expect(
            toy.engine.halts.first?.halt.message == "\(path) is full. gave up after 5 attempts")
    }

    @Test("flushes of the other tables alone do not hide a table that never commits")
    func slowBrokenTable() {
        var tables = ToyOperator.tables
        // Many flushes of the others lie between two attempts.
        tables[1] = LaneTable(path: "even", cadence: Cadence(interval: 500))
        let toy = LiveToy(tables: tables, seed: 3)
        toy.lake.breakCommits(to: "even", PortError(.retry, "even is full"))
        toy.run(steps: 6_000)
        #expect(toy.engine.halts.count == 1)
    }

    @Test("failures that are mended between do not add up", arguments: 0..<3 as Range<UInt64>)
    func mended(seed: UInt64) {
        let toy = LiveToy(seed: seed)
        for round in 1...7 {
            toy.lake.breakCommits(to: "windows", PortError(.retry, "away for a moment"))
            toy.run(steps: 1_000) { $0.restarts < round }
            toy.lake.breakCommits(to: "windows", nil)
            let before = toy.lake.leastNext(of: LiveToy.lane)
            toy.run(steps: 1_000) { $0.lake.leastNext(of: LiveToy.lane) == before }
        }
        #expect(toy.restarts == 7)
        #expect(toy.engine.halts.isEmpty)
    }

    @Test("GOLD that cannot go on stops for good and says so; the lanes go on")
    func haltedGold() {
        let gold = FailingGold(PortError(.halt(.inconsistent), "a gold table is of another shape"))
        let toy = LiveToy(derived: gold, seed: 1) { $0.derivedAge = 10 }
        toy.run(steps: 500) { _ in gold.callCount == 0 }
        let before = toy.lake.leastNext(of: LiveToy.lane)
        toy.run(steps: 2_000)
        #expect(gold.callCount == 1)
        #expect(toy.lake.leastNext(of: LiveToy.lane) > before + 100)
        let halts = toy.notices.compactMap { notice -> LaneHalt? in
            if case .derivedHalted(let halt) = notice { halt } else { nil }
        }
        #expect(halts == [LaneHalt(.inconsistent, "a gold table is of another shape")])
        toy.drain()
        #expect(toy.engine.isFinished)
        #expect(gold.callCount == 1)
        #expect(toy.engine.status.derivedHalt == halts.first)
        #expect(toy.engine.status.derivedFailure == "a gold table is of another shape")
        #expect(toy.engine.halts.isEmpty)
    }

    @Test("GOLD that is only away is tried again, and is no halt")
    func awayGold() {
        let gold = FailingGold(PortError(.retry, "away"))
        let toy = LiveToy(derived: gold, seed: 1) { $0.derivedAge = 10 }
        toy.run(steps: 500)
        #expect(gold.callCount > 5)
        toy.drain()
        #expect(toy.engine.isFinished)
        #expect(toy.engine.status.derivedFailure == "away")
        #expect(toy.engine.status.derivedHalt == nil)
    }
}
