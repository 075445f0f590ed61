import Columnar
import Connectors
import Kafka
import Pipeline
import TestSupport
import Testing

/// The offsets that start positions stand for.
@Suite struct KafkaStartTests {
    /// Puts ten records into partition 0 of a topic of two.
    fileprivate static func fill(
        _ topic: String, _ client: KafkaClientConfiguration, timestamps: [Int64]? = nil
    ) throws {
        let producer = try KafkaProducer(KafkaProducerConfiguration(client: client))
        defer { producer.close() }
        let values = (0..<10).map { "\($0)" }
        let records = ProducerRecords(
            keys: BinaryColumn(values.map { _ in nil }), values: BinaryColumn(values),
            timestamps: timestamps, partitions: values.map { _ in 0 })
        #expect(try producer.send(records, to: topic) == values.count)
        #expect(try producer.flush(within: .seconds(60)).delivered == values.count)
    }

    fileprivate static func source(_ client: KafkaClientConfiguration) throws -> KafkaSource {
        try KafkaSource(
            KafkaConsumerConfiguration(client: client, groupID: "g"), observer: KafkaObserver(),
            now: { 0 }, post: { _ in })
    }

    @Test("earliest, latest and explicit offsets, of a lane with records and of an empty one")
    func positions() throws {
        let cluster = try EmbeddedCluster()
        try cluster.createTopic("ticks", partitions: 2)
        let client = KafkaClientConfiguration(bootstrapServers: cluster.bootstrapServers)
        try Self.fill("ticks", client)
        let source = try Self.source(client)
        defer { source.shutdown() }
        let (full, empty) = (
            LaneID(topic: "ticks", partition: 0), LaneID(topic: "ticks", partition: 1)
        )
        #expect(try source.resolve(.earliest, for: full) == 0)
        #expect(try source.resolve(.latest, for: full) == 10)
        #expect(try source.resolve(.latest, for: empty) == 0)
        let named = StartPosition.offsets([
            LaneOffset(topic: "other", partition: 0, offset: 3),
            LaneOffset(topic: "ticks", partition: 1, offset: 4),
            LaneOffset(topic: "ticks", partition: 0, offset: 7),
        ])
        #expect(try source.resolve(named, for: full) == 7)
        // Whether it is there is the lane's recovery to say.
        #expect(try source.resolve(named, for: empty) == 4)
        let others = StartPosition.offsets([LaneOffset(topic: "ticks", partition: 1, offset: 4)])
        #expect(try source.resolve(others, for: full) == 0)
    }
}

/// Offsets of times, which the embedded cluster does not know.
@Suite(.enabled(if: RealBroker.isAvailable, RealBroker.isMissing))
struct KafkaStartIntegrationTests {
    @Test("a time is the first record at or after it, and the lane's end where there is none")
    func times() throws {
        let client = KafkaClientConfiguration(
            bootstrapServers: try RealBroker.required().bootstrapServers)
        let topic = RealBroker.topicName("start")
        // The records are old: no retention may take them away.
        let settings = ["message.timestamp.type": "CreateTime", "retention.ms": "-1"]
        let made = try KafkaAdmin(client).create([
            .init(topic, partitions: 2, settings: settings)
        ])
        try #require(made[topic]).get()
        let begin: Int64 = 1_767_625_200_000
        try KafkaStartTests.fill(topic, client, timestamps: (0..<10).map { begin + $0 * 1_000 })
        let source = try KafkaStartTests.source(client)
        defer { source.shutdown() }
        let lane = LaneID(topic: topic, partition: 0)
        let cases: [(Int64, Int64)] = [
            (begin - 1, 0), (begin, 0), (begin + 1, 1), (begin + 3_000, 3), (begin + 9_001, 10),
        ]
        for (time, offset) in cases {
            let found = try source.resolve(.timestamp(milliseconds: time), for: lane)
            #expect(found == offset, "\(time - begin)")
        }
        let empty = LaneID(topic: topic, partition: 1)
        #expect(try source.resolve(.timestamp(milliseconds: begin), for: empty) == 0)
    }
}
