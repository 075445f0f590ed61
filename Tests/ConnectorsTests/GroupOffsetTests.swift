import Connectors
import Kafka
import Pipeline
import Platform
import Synchronization
import Testing

@Suite("Group offsets of the Kafka source")
struct GroupOffsetTests {
    /// What the observer is told.
    private enum News: Equatable {
        case fail(KafkaErrorCode)
        case work
    }

    /// A source, what its observer heard, and the offset that it reports next.
    private struct Reporting {
        let cluster: EmbeddedCluster
        let source: KafkaSource
        let news = Inbox<News>()
        let lane = LaneID(topic: "ticks", partition: 0)
        var offset: Int64 = 1

        var client: KafkaClientConfiguration {
            KafkaClientConfiguration(bootstrapServers: cluster.bootstrapServers)
        }

        /// - Parameter pace: how far the source's clock goes from one look to the next.
        init(pace: Int64) throws {
            let cluster = try EmbeddedCluster()
            try cluster.createTopic("ticks", partitions: 1)
            let news = news
            let clock = Mutex<Int64>(0)
            let client = KafkaClientConfiguration(bootstrapServers: cluster.bootstrapServers)
            source = try KafkaSource(
                KafkaConsumerConfiguration(client: client, groupID: "dashboard"),
                observer: KafkaObserver(onGroupOffsets: { error in
                    news.post(error.map { .fail($0.code) } ?? .work)
                }),
                now: {
                    clock.withLock { now in
                        now += pace
                        return now
                    }
                }, post: { _ in })
            self.cluster = cluster
        }

        mutating func report() {
            source.report(progress: [lane: offset])
            offset += 1
        }

        /// What the observer hears of one report before long.
        mutating func newsOfReport() -> News? {
            report()
            return news.next(deadline: SystemClock.monotonicNanoseconds() + 100_000_000)
        }

        /// Reports until the observer hears something.
        mutating func reportUntilNews() throws -> News {
            for _ in 0..<300 {
                if let heard = newsOfReport() { return heard }
            }
            return try #require(nil, "the observer hears nothing")
        }

        /// Waits until the group has an offset.
        func waitUntilCommitted(_ offset: Int64) throws {
            let dashboard = try KafkaConsumer(
                KafkaConsumerConfiguration(client: client, groupID: "dashboard"),
                onDataAvailable: { _ in })
            defer { dashboard.close() }
            let place = TopicPartition("ticks", 0)
            for _ in 0..<1_000 {
                if try dashboard.committedGroupOffsets(of: [place])[place] == .some(offset) {
                    return
                }
            }
            Issue.record("the group never has the offset \(offset)")
        }
    }

    private let refusal = KafkaErrorCode(30)  // GROUP_AUTHORIZATION_FAILED

    @Test("tell once that they fail, with the first error, and once that they work again")
    func changes() throws {
        var reporting = try Reporting(pace: 1_000_000_000)
        let codes = Array(repeating: refusal, count: 1_000)
        reporting.cluster.failNext(.offsetCommit, with: codes)
        #expect(try reporting.reportUntilNews() == .fail(refusal))
        // More failures are no news.
        for _ in 0..<5 { #expect(reporting.newsOfReport() == nil) }
        reporting.cluster.stopFailing(.offsetCommit)
        #expect(try reporting.reportUntilNews() == .work)
        // Nor are more successes.
        for _ in 0..<5 { #expect(reporting.newsOfReport() == nil) }
        try reporting.waitUntilCommitted(reporting.offset - 1)
        reporting.source.shutdown()
        #expect(reporting.news.count == 0)
    }

    @Test("tell at the end of a run that the last one failed")
    func shutdown() throws {
        var reporting = try Reporting(pace: 0)
        reporting.report()
        try reporting.waitUntilCommitted(1)
        let codes = Array(repeating: refusal, count: 10)
        reporting.cluster.failNext(.offsetCommit, with: codes)
        // It waits for its turn, which the end of the run brings.
        reporting.report()
        reporting.source.shutdown()
        #expect(reporting.news.next(deadline: 0) == .fail(refusal))
        #expect(reporting.news.count == 0)
    }
}
