import Columnar
import Kafka
import Platform
import Synchronization
import TestSupport
import Testing

extension KafkaIntegrationTests {
    /// What needs a broker that can be stopped and commanded.
    @Suite(.serialized, .enabled(if: OwnBroker.isAvailable, OwnBroker.isMissing))
    struct KillableBroker {
        private let broker: OwnBroker

        init() throws {
            broker = try OwnBroker.shared()
        }

        private func makeTopic(
            _ name: String, partitions: Int = 1, settings: [String: String] = [:]
        ) throws -> String {
            let topic = RealBroker.topicName(name)
            let admin = try KafkaAdmin(broker.client)
            let outcome = try admin.create([
                .init(topic, partitions: partitions, settings: settings)
            ])
            try #require(outcome[topic]).get()
            return topic
        }

        @Test("compaction leaves gaps that reading goes over")
        func compaction() throws {
            let topic = try makeTopic(
                "compacted",
                settings: [
                    "cleanup.policy": "compact", "segment.ms": "100",
                    "min.cleanable.dirty.ratio": "0.01",
                ])
            let lane = TopicPartition(topic, 0)
            let deadline = SystemClock.monotonicNanoseconds() + 90_000_000_000
            var produced: Int64 = 0
            var found: [Int64] = []
            repeat {
                // New records close the segment before them, which is then compacted.
                try produceKeys(to: topic)
                produced += 10
                found = try offsets(lane, until: produced)
            } while found.count == Int(produced) && SystemClock.monotonicNanoseconds() < deadline
            #expect(found.count < Int(produced))
            #expect(found.last == produced - 1)
            #expect(zip(found, found.dropFirst()).allSatisfy { $0 < $1 })
        }

        private func offsets(_ lane: TopicPartition, until end: Int64) throws -> [Int64] {
            let reading = try Reading(broker.client)
            try reading.consumer.assign([lane: 0])
            var offsets: [Int64] = []
            var next: Int64 = 0
            while next < end {
                let batch = try #require(try reading.next(lane))
                offsets += batch.offsets
                next = batch.next
            }
            reading.consumer.close()
            return offsets
        }

        private func produceKeys(to topic: String) throws {
            let producer = try KafkaProducer(
                KafkaProducerConfiguration(client: broker.client, lingerMilliseconds: 0))
            let keys = BinaryColumn((0..<10).map { "k\($0)" })
            try producer.send(ProducerRecords(keys: keys, values: keys), to: topic)
            #expect(try producer.flush(within: .seconds(60)).failedCount == 0)
            producer.close()
        }

        @Test("transactions leave gaps, also at the end, that reading goes over")
        func transactions() throws {
            let topic = try writeInTransactions()
            let lane = TopicPartition(topic, 0)
            let reading = try Reading(broker.client)
            let high = try #require(try reading.consumer.watermarks(of: [lane])[lane]).high
            #expect(high > 50)
            try reading.consumer.assign([lane: 0])
            var count = 0
            var next: Int64 = 0
            while next < high {
                let batch = try #require(try reading.next(lane))
                count += batch.count
                #expect(batch.offsets.allSatisfy { $0 >= next && $0 < batch.next })
                next = batch.next
            }
            #expect(count == 50)
            #expect(next == high)
        }

        /// A topic of 50 records in short transactions.
        ///
        /// Apache's tool sometimes commits a transaction that its broker has not heard of yet, and
        /// gives up (InvalidTxnStateException). It is given another topic then.
        private func writeInTransactions() throws -> String {
            var attempt = 1
            while true {
                let topic = try makeTopic("transactions-\(attempt)")
                do {
                    try broker.command(
                        "producer-perf",
                        [
                            "--", "--topic", topic, "--num-records", "50", "--record-size", "10",
                            "--throughput", "-1", "--transactional-id", topic,
                            "--transaction-duration-ms", "1",
                        ])
                    return topic
                } catch  where attempt < 3 {
                    attempt += 1
                }
            }
        }

        @Test("SASL over TLS takes the literal user $ConnectionString")
        func security() throws {
            let topic = try makeTopic("secure", partitions: 2)
            let password =
                "Endpoint=sb://localhost/;SharedAccessKeyName=RootManageSharedAccessKey;"
                + "SharedAccessKey=c2VjcmV0;UseDevelopmentEmulator=true"
            let good = try KafkaAdmin(try secure(password))
            #expect(try good.partitionCount(of: topic) == 2)

            let errors = Inbox<KafkaError>()
            let bad = try KafkaAdmin(
                try secure("hunter2-wrong"), observer: KafkaObserver(onError: { errors.post($0) }))
            #expect(throws: KafkaError.self) {
                try bad.partitionCount(of: topic, within: .seconds(2))
            }
            let deadline = SystemClock.monotonicNanoseconds() + 30_000_000_000
            var told: [KafkaError] = []
            while let error = errors.next(deadline: deadline) {
                told.append(error)
                if error.kind == .denied { break }
            }
            #expect(told.last?.kind == .denied)
            #expect(!told.contains { "\($0)".contains("hunter2") })
            bad.close()
        }

        private func secure(_ password: String) throws -> KafkaClientConfiguration {
            KafkaClientConfiguration(
                bootstrapServers: try broker.secureServers,
                properties: [
                    .init("security.protocol", "SASL_SSL"), .init("sasl.mechanism", "PLAIN"),
                    .init("sasl.username", "$ConnectionString"), .init("sasl.password", password),
                    .init("ssl.ca.location", broker.certificate),
                ])
        }

        @Test("a broker killed while records are written and read loses none and doubles none")
        func killedBroker() throws {
            let topic = try makeTopic("killed")
            let lane = TopicPartition(topic, 0)
            let count = 300_000
            let client = broker.client
            let reading = try Reading(client)
            try reading.consumer.assign([lane: 0])
            let producer = try KafkaProducer(
                KafkaProducerConfiguration(client: client, queuedRecordsMax: 20_000))
            let failure = Mutex<KafkaError?>(nil)
            let writer = NamedThread("test-writer") {
                do throws(KafkaError) {
                    try write(count, to: topic, producer)
                } catch {
                    failure.withLock { $0 = error }
                }
            }
            var seen = 0
            var isKilled = false
            while seen < count {
                let batch = try #require(try reading.next(lane, within: 90), "stands at \(seen)")
                for row in 0..<batch.count where batch.values.text(row) != String(seen + row) {
                    Issue.record("offset \(batch.offsets[row]) is not record \(seen + row)")
                    return
                }
                seen += batch.count
                if seen > count / 3, !isKilled {
                    isKilled = true
                    try broker.command("kill")
                    try broker.restart()
                }
            }
            writer.join()
            #expect(failure.withLock { $0 } == nil)
            let report = try producer.flush(within: .seconds(60))
            #expect(report.delivered == count && report.failedCount == 0)
            let marks = try reading.consumer.watermarks(of: [lane])[lane]
            #expect(marks == Watermarks(low: 0, high: Int64(count)))
        }
    }
}

private func write(
    _ count: Int, to topic: String, _ producer: KafkaProducer
) throws(KafkaError) {
    for start in stride(from: 0, to: count, by: 1_000) {
        let values = (start..<start + 1_000).map(String.init)
        let records = ProducerRecords(
            keys: BinaryColumn(values.map { _ in nil }), values: BinaryColumn(values),
            partitions: values.map { _ in 0 })
        try producer.send(records, to: topic)
    }
}
