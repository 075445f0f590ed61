import Pipeline
import Testing

/// What the status says about flushes.
@Suite("A flush's time")
struct FlushTimeTests {
    @Test("it is that from the flush's start to its last commit, and stands until the next one")
    func lastFlush() throws {
        let stage = EngineStage()
        try stage.startFlush()
        #expect(stage.engine.status.flushNanoseconds == nil)
        let start = stage.now
        stage.run("detach")
        var commits = 0
        var last = start
        while stage.names.contains(where: { $0.hasPrefix("commit") }) {
            #expect(stage.engine.status.flushNanoseconds == nil)
            stage.run("commit")
            last = stage.now
            commits += 1
        }
        #expect(commits > 1)
        #expect(stage.engine.status.flushNanoseconds == last - start)
        stage.run("maintain")
        stage.tell(.tick)
        #expect(stage.engine.status.flushNanoseconds == last - start)
    }
}
