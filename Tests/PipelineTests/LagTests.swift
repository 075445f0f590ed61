import Columnar
import Pipeline
import TestSupport
import Testing

/// How far a lane is behind.
@Suite("The lag")
struct LagTests {
    @Test("is to the end that the source has now, what is to go is to that of the start")
    func growingSource() {
        let stage = EngineStage()
        stage.run("recover")
        #expect(stage.engine.status.lag == 200)
        stage.run("process")
        let first = stage.engine.status.lanes[0].position
        #expect(first > 0 && first < 200)
        #expect(stage.engine.status.lag == 200 - first)
        stage.source.extend(EngineStage.lane) { records in
            for offset in 200..<300 as Range<Int64> { records.append(offset: offset, value: 1) }
            records.next = 300
        }
        stage.run("process")
        let status = stage.engine.status
        #expect(status.lanes[0].position > first)
        #expect(status.lag == 300 - status.lanes[0].position)
        #expect(status.remaining == 200 - status.lanes[0].position)
        #expect(status.endsWhenCaughtUp)
    }
}
