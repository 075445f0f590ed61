import Columnar
import Kafka
import Platform
import Testing

/// Faults of the embedded cluster's brokers.
@Suite struct FaultTests {
    /// `NOT_LEADER_FOR_PARTITION`, `REQUEST_TIMED_OUT`, `COORDINATOR_LOAD_IN_PROGRESS`.
    private let passing = [KafkaErrorCode(6), KafkaErrorCode(7), KafkaErrorCode(6)]

    @Test("a producer rides out errors that pass: everything once, in order")
    func produceErrors() throws {
        let kafka = try Embedded()
        let producer = try kafka.producer()
        kafka.cluster.failNext(.produce, with: passing)
        for round in 0..<5 {
            let values = BinaryColumn((0..<10).map { "\(round * 10 + $0)" })
            let keys = BinaryColumn((0..<10).map { _ in "k" })
            try producer.send(ProducerRecords(keys: keys, values: values), to: kafka.topic)
        }
        let report = try producer.flush(within: .seconds(60))
        #expect(report.delivered == 50 && report.failedCount == 0 && report.pending == 0)
        let reading = try Reading(kafka.client)
        try reading.consumer.assign([kafka.lane(): 0])
        #expect(try reading.values(kafka.lane(), until: 50) == (0..<50).map(String.init))
    }

    @Test("a consumer rides out errors that pass")
    func fetchErrors() throws {
        let kafka = try Embedded()
        try kafka.produce(["0", "1", "2"])
        kafka.cluster.failNext(.fetch, with: passing)
        let reading = try Reading(kafka.client)
        try reading.consumer.assign([kafka.lane(): 0])
        #expect(try reading.values(kafka.lane(), until: 3) == ["0", "1", "2"])
        let deadline = SystemClock.monotonicNanoseconds() + 30_000_000_000
        let told = try #require(reading.errors.next(deadline: deadline))
        #expect(told.kind == .retry && told.lane == kafka.lane())
    }

    @Test("a broker that goes down and comes back costs nothing, and is told as retry")
    func brokerDown() throws {
        let kafka = try Embedded()
        try kafka.produce(["0"])
        let reading = try Reading(kafka.client)
        try reading.consumer.assign([kafka.lane(): 0])
        #expect(try reading.values(kafka.lane(), until: 1) == ["0"])
        try kafka.cluster.stopBroker()
        let deadline = SystemClock.monotonicNanoseconds() + 30_000_000_000
        let error = try #require(reading.errors.next(deadline: deadline))
        #expect(error.kind == .retry)
        try kafka.cluster.startBroker()
        try kafka.produce(["1"])
        #expect(try reading.values(kafka.lane(), until: 2) == ["1"])
    }

    @Test("records that cannot be delivered are counted by code")
    func undeliverable() throws {
        let kafka = try Embedded()
        let configuration = KafkaProducerConfiguration(
            client: kafka.client, lingerMilliseconds: 0, deliveryTimeout: .milliseconds(1_500))
        let producer = try KafkaProducer(configuration)
        let records = ProducerRecords(
            keys: BinaryColumn(["k", "k"]),
            values: BinaryColumn(["fits", String(repeating: "x", count: 2_000_000)]))
        #expect(try producer.send(records, to: kafka.topic) == 2)
        var report = try producer.flush(within: .seconds(30))
        #expect(report.delivered == 1)
        // MSG_SIZE_TOO_LARGE
        #expect(report.failed == [KafkaErrorCode(10): 1])
        try kafka.cluster.stopBroker()
        try producer.send(
            ProducerRecords(keys: BinaryColumn(["k"]), values: BinaryColumn(["late"])),
            to: kafka.topic)
        report = try producer.flush(within: .seconds(30))
        #expect(report.delivered == 1 && report.failedCount == 2 && report.pending == 0)
        // _MSG_TIMED_OUT
        #expect(report.failed[KafkaErrorCode(-192)] == 1)
    }

    @Test("a full queue makes send wait, then answer how much it took")
    func backPressure() throws {
        let kafka = try Embedded()
        try kafka.cluster.stopBroker()
        let producer = try KafkaProducer(
            KafkaProducerConfiguration(client: kafka.client, queuedRecordsMax: 10))
        let values = (0..<25).map(String.init)
        let records = ProducerRecords(
            keys: BinaryColumn(values.map { _ in "k" }), values: BinaryColumn(values))
        #expect(try producer.send(records, to: kafka.topic, within: .milliseconds(200)) == 10)
        try kafka.cluster.startBroker()
        #expect(try producer.send(records, to: kafka.topic) == 25)
        let report = try producer.flush(within: .seconds(60))
        #expect(report.accepted == 35 && report.delivered == 35)
    }

    @Test(
        "a denied topic ends the lane, one that only seems missing does not",
        arguments: [
            (Int32(29), KafkaError.Kind.denied), (Int32(3), .missing),
        ])
    func topicErrors(code: Int32, kind: KafkaError.Kind) throws {
        let kafka = try Embedded()
        try kafka.produce(["0"])
        let reading = try Reading(kafka.client)
        kafka.cluster.failNext(.fetch, with: Array(repeating: KafkaErrorCode(code), count: 50))
        try reading.consumer.assign([kafka.lane(): 0])
        if kind == .denied {
            let error = #expect(throws: KafkaError.self) { try reading.next(kafka.lane()) }
            #expect(error?.kind == .denied)
            #expect(error?.lane == kafka.lane())
        } else {
            // The metadata says that the topic is there, so the answer is taken as out of date.
            kafka.cluster.stopFailing(.fetch)
            #expect(try reading.values(kafka.lane(), until: 1) == ["0"])
        }
    }

    @Test("a client without brokers can be closed at once")
    func closeWithoutBrokers() throws {
        let client = KafkaClientConfiguration(bootstrapServers: "127.0.0.1:1")
        let reading = try Reading(client)
        try reading.consumer.assign([TopicPartition("t", 0): 0])
        #expect(try reading.consumer.read(TopicPartition("t", 0)) == nil)
        let error = #expect(throws: KafkaError.self) {
            try reading.consumer.watermarks(
                of: [TopicPartition("t", 0)], within: .milliseconds(200))
        }
        #expect(error?.kind == .retry)
        reading.consumer.close()
        let producer = try KafkaProducer(KafkaProducerConfiguration(client: client))
        let records = ProducerRecords(keys: BinaryColumn(["k"]), values: BinaryColumn(["v"]))
        try producer.send(records, to: "t")
        #expect(try producer.flush(within: .milliseconds(100)).pending == 1)
        producer.close()
    }
}
