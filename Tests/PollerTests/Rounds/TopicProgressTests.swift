import Poller
import Testing

@Suite struct TopicProgressTests {
    @Test("a heartbeat promises what the slowest source of a topic has settled, and only more")
    func slowest() {
        let progress = TopicProgress()
        progress.register("a", topic: "t")
        progress.register("b", topic: "t")
        #expect(progress.settle("a", topic: "t", at: 100) == nil, "b has not come anywhere yet")
        #expect(progress.settle("b", topic: "t", at: 50) == 50)
        #expect(progress.settle("b", topic: "t", at: 50) == 50, "no heartbeat said so yet")
        progress.beat(topic: "t", at: 50)
        #expect(progress.settle("a", topic: "t", at: 120) == nil, "50 was said already")
        #expect(progress.settle("b", topic: "t", at: 130) == 120)
    }

    @Test("sources of other processes hold heartbeats back as well")
    func elsewhere() {
        let progress = TopicProgress { topic in topic == "t" ? 70 : nil }
        #expect(progress.settle("a", topic: "t", at: 100) == 70)
        #expect(progress.settle("a", topic: "u", at: 100) == nil)
    }

    @Test("a source that has ended holds no other back")
    func leaving() {
        let progress = TopicProgress()
        progress.register("a", topic: "t")
        progress.register("b", topic: "t")
        progress.leave("b", topic: "t")
        #expect(progress.settle("a", topic: "t", at: 100) == 100)
    }
}
