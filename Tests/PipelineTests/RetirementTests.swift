import Pipeline
import TestSupport
import Testing

/// When the memory of a lane that failed is closed.
@Suite("A lane's retirement")
struct RetirementTests {
    @Test("its memory is closed after the flush that holds its parts, and then it starts again")
    func closesAfterFlush() throws {
        let stage = EngineStage()
        try stage.startFlush()
        // The next read fails while a flush is under way.
        stage.source.close(EngineStage.lane)
        stage.run("process")
        #expect(stage.engine.status.lanes[0].phase == .waiting)
        stage.tell(.tick)
        #expect(stage.names == ["detach"])

        stage.run("detach")
        #expect(stage.names == ["commit raw"])
        stage.run("commit")
        for _ in 0..<5 where stage.names.contains(where: { $0.hasPrefix("commit") }) {
            #expect(!stage.names.contains("close t/0"))
            stage.run("commit")
        }
        #expect(stage.names.contains("close t/0"))
        #expect(stage.lake.snapshot.rows["raw"]?[EngineStage.lane]?.isEmpty == false)
        stage.run("close")
        stage.tell(.tick)
        #expect(stage.names.contains("recover t/0"))
    }
}
