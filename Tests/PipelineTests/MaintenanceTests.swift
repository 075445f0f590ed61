import Pipeline
import TestSupport
import Testing

/// When tables are looked after.
@Suite("Maintenance between commits")
struct MaintenanceTests {
    private func runAll(_ name: String, _ stage: EngineStage) {
        for _ in 0..<50 where stage.names.contains(where: { $0.hasPrefix(name) }) {
            stage.run(name)
        }
    }

    @Test("an engine that drains begins none but checkpoints")
    func drain() throws {
        let stage = EngineStage()
        try stage.startFlush()
        stage.tell(.drain)
        stage.run("detach")
        runAll("commit", stage)
        runAll("maintain", stage)
        #expect(stage.lake.maintenance.count > 1)
        #expect(stage.lake.maintenance.allSatisfy { $0.scope == .checkpoint })
    }

    @Test("after a commit a table gets whatever is due")
    func commit() throws {
        let stage = EngineStage()
        try stage.startFlush()
        stage.run("detach")
        runAll("commit", stage)
        runAll("maintain", stage)
        #expect(stage.lake.maintenance.count > 1)
        #expect(stage.lake.maintenance.allSatisfy { $0.scope == .everything })
    }

    @Test("tables without commits are looked after one at a time, in turn, until the drain")
    func quietTables() {
        let stage = EngineStage { $0.upkeepAge = 100 }
        let count = ToyOperator.tables.count
        for _ in 0..<count {
            #expect(stage.names.count { $0.hasPrefix("maintain") } == 1)
            stage.run("maintain")
        }
        let paths = stage.lake.maintenance.map(\.path)
        #expect(Set(paths) == Set(ToyOperator.tables.map(\.path)))
        #expect(paths.count == count)
        for _ in 0..<30 { stage.tell(.tick) }
        stage.run("maintain")
        #expect(stage.lake.maintenance.count == count + 1)
        #expect(stage.lake.maintenance.last?.path == paths[0])
        stage.tell(.drain)
        runAll("maintain", stage)
        for _ in 0..<100 { stage.tell(.tick) }
        #expect(!stage.names.contains { $0.hasPrefix("maintain") })
    }

    @Test("tables without commits are left alone where nothing is to be done for them")
    func never() {
        let stage = EngineStage()
        for _ in 0..<100 { stage.tell(.tick) }
        #expect(!stage.names.contains { $0.hasPrefix("maintain") })
    }
}
