import Columnar
import Connectors
import Kafka
import Pipeline
import Platform
import Testing

@Suite("The record at an offset of the Kafka source")
struct KafkaRecordTests {
    @Test("is there for a lane that is open or not; the end is that of the last fetch")
    func record() throws {
        let cluster = try EmbeddedCluster()
        try cluster.createTopic("ticks", partitions: 1)
        let client = KafkaClientConfiguration(bootstrapServers: cluster.bootstrapServers)
        let producer = try KafkaProducer(KafkaProducerConfiguration(client: client))
        defer { producer.close() }
        let keys = ["A", nil, "B"]
        let records = ProducerRecords(
            keys: BinaryColumn(keys), values: BinaryColumn(["0", "1", nil]),
            partitions: [0, 0, 0])
        #expect(try producer.send(records, to: "ticks") == 3)
        _ = try producer.flush(within: .seconds(30))

        let source = try KafkaSource(
            KafkaConsumerConfiguration(client: client), observer: KafkaObserver(),
            now: SystemClock.monotonicNanoseconds, post: { _ in })
        defer { source.shutdown() }
        let lane = LaneID(topic: "ticks", partition: 0)
        for offset in 0..<3 {
            let found = try #require(try source.record(at: Int64(offset), of: lane))
            #expect(found.offsets == [Int64(offset)])
            #expect(found.keys.text(0) == keys[offset])
            #expect(found.values.text(0) == (offset == 2 ? nil : "\(offset)"))
            try source.open(lane, at: 1)
        }
        // Nothing is known before the first fetch, and asking waits for nothing.
        let other = LaneID(topic: "ticks", partition: 7)
        #expect(source.end(of: other) == nil)
        try source.open(lane, at: 1)
        let deadline = SystemClock.monotonicNanoseconds() + 30_000_000_000
        let limit = Pipeline.ReadLimit(records: 1, byteCount: 1 << 20)
        while try source.read(lane, limit: limit) == nil {
            try #require(SystemClock.monotonicNanoseconds() < deadline)
        }
        #expect(source.end(of: lane) == 3)
        source.close(lane)
        let error = try #require(
            #expect(throws: PortError.self) { try source.record(at: 9, of: lane) })
        guard case .rebuild = error.reaction else {
            Issue.record("the lane is not built anew: \(error)")
            return
        }
    }
}
