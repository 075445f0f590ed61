import Pipeline
import Testing

/// What the engine does when its lanes hold as much memory as they may.
@Suite("The budget of memory")
struct MemoryBudgetTests {
    /// Tables that commit by time only, and that hardly ever.
    private static let tables = ToyOperator.tables.map {
        LaneTable(path: $0.path, cadence: Cadence(interval: 1_000_000), isRaw: $0.isRaw)
    }

    private func stage(budget: Int) -> EngineStage {
        EngineStage(tables: Self.tables) { settings in
            settings.memoryBytes = budget
            settings.quietAge = 1_000_000
        }
    }

    @Test("beyond it no batch begins, and all tables commit at once, before their cadence")
    func pressure() {
        let stage = stage(budget: 1)
        stage.run("recover")
        stage.run("process")
        // A step waits: it is encoded before another batch begins.
        #expect(stage.names == ["encode t/0"])
        stage.run("encode")
        #expect(stage.names == ["detach"])
        stage.run("detach")
        var committed: [String] = []
        while let commit = stage.names.first(where: { $0.hasPrefix("commit") }) {
            #expect(!stage.names.contains { $0.hasPrefix("process") })
            stage.run(commit)
            committed.append(commit)
        }
        #expect(committed == ["commit raw", "commit all", "commit even", "commit windows"])
        #expect(stage.names.contains("process t/0"))
    }

    @Test("within it batches follow each other, and nothing commits before its cadence")
    func room() {
        let stage = stage(budget: 8 << 20)
        stage.run("recover")
        for _ in 0..<3 {
            stage.run("process")
            stage.run("encode")
            #expect(stage.names == ["process t/0"])
        }
    }

    @Test("between the two, files collect until they take up most of it")
    func collects() {
        // Files of half of the lane's records take as much as the budget leaves them.
        let stage = stage(budget: 4 << 10)
        stage.run("recover")
        var steps = 0
        while !stage.names.contains("detach"), !stage.engine.isFinished, steps < 100 {
            stage.run("process")
            stage.run("encode")
            steps += 1
        }
        #expect(steps > 1 && steps < 100)
        #expect(stage.engine.status.lanes[0].position < 200)
    }

    @Test("however small it is, the lane goes on to its end", arguments: [1, 3_000, 10_000])
    func ends(budget: Int) {
        let stage = stage(budget: budget)
        var rounds = 0
        while !stage.engine.isFinished, rounds < 1_000 {
            stage.run("")
            rounds += 1
        }
        #expect(stage.engine.isFinished)
        let expected = ToyOperator.expected((0..<200 as Range<Int64>).map { ($0, $0) })
        for (table, rows) in expected {
            #expect(stage.lake.snapshot.rows[table]?[EngineStage.lane] ?? [] == rows)
        }
    }
}
