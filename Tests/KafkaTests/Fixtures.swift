import Columnar
import Kafka
import Platform
import Testing

/// An embedded cluster with one topic, and clients for it.
struct Embedded {
    let cluster: EmbeddedCluster
    let topic = "ticks"

    init(partitions: Int = 1, brokers: Int = 1) throws {
        cluster = try EmbeddedCluster(brokers: brokers)
        try cluster.createTopic(topic, partitions: partitions)
    }

    var client: KafkaClientConfiguration {
        KafkaClientConfiguration(bootstrapServers: cluster.bootstrapServers)
    }

    func lane(_ partition: Int32 = 0) -> TopicPartition { TopicPartition(topic, partition) }

    func producer() throws -> KafkaProducer {
        try KafkaProducer(KafkaProducerConfiguration(client: client, lingerMilliseconds: 0))
    }

    /// Produces values into a partition and waits until they are there.
    func produce(_ values: [String?], to partition: Int32 = 0) throws {
        let producer = try producer()
        defer { producer.close() }
        let records = ProducerRecords(
            keys: BinaryColumn(values.map { _ in nil }), values: BinaryColumn(values),
            partitions: values.map { _ in partition })
        #expect(try producer.send(records, to: topic) == values.count)
        #expect(try producer.flush(within: .seconds(30)).delivered == values.count)
    }
}

/// A consumer together with the signals that it gave.
struct Reading {
    let consumer: KafkaConsumer
    let signals: Inbox<TopicPartition>
    let errors: Inbox<KafkaError>

    init(
        _ client: KafkaClientConfiguration, groupID: String? = nil, memoryBudget: Int = 16 << 20
    ) throws {
        let signals = Inbox<TopicPartition>()
        let errors = Inbox<KafkaError>()
        let configuration = KafkaConsumerConfiguration(
            client: client, groupID: groupID, memoryBudget: memoryBudget)
        consumer = try KafkaConsumer(
            configuration, observer: KafkaObserver(onError: { errors.post($0) }),
            onDataAvailable: { signals.post($0) })
        self.signals = signals
        self.errors = errors
    }

    /// The next batch of a lane; waits for signals of it, drops those of others.
    func next(
        _ lane: TopicPartition, limit: ReadLimit = ReadLimit(), within seconds: Int64 = 30
    ) throws -> RecordBatch? {
        let deadline = SystemClock.monotonicNanoseconds() + seconds * 1_000_000_000
        while true {
            if let batch = try consumer.read(lane, limit: limit) { return batch }
            while let signal = signals.next(deadline: deadline), signal != lane {}
            if SystemClock.monotonicNanoseconds() >= deadline { return nil }
        }
    }

    /// All values of a lane from its position up to `next`.
    func values(
        _ lane: TopicPartition, until next: Int64, limit: ReadLimit = ReadLimit()
    ) throws -> [String?] {
        var values: [String?] = []
        var position: Int64 = -1
        while position < next {
            let batch = try #require(try self.next(lane, limit: limit), "the lane stands still")
            for row in 0..<batch.count { values.append(batch.values.text(row)) }
            position = batch.next
        }
        return values
    }
}
