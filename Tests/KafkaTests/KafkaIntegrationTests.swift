import Columnar
import Kafka
import Platform
import TestSupport
import Testing

/// What the embedded cluster cannot show, one test after the other.
@Suite(.serialized) struct KafkaIntegrationTests {}

extension KafkaIntegrationTests {
    /// What any broker shows.
    @Suite(.serialized, .enabled(if: RealBroker.isAvailable, RealBroker.isMissing))
    struct AnyBroker {
        private let client: KafkaClientConfiguration
        private let admin: KafkaAdmin

        init() throws {
            client = KafkaClientConfiguration(
                bootstrapServers: try RealBroker.required().bootstrapServers)
            admin = try KafkaAdmin(client)
        }

        /// Makes a topic of a name that no earlier run has used.
        private func makeTopic(
            _ name: String, partitions: Int = 1, settings: [String: String] = [:]
        ) throws -> String {
            let topic = RealBroker.topicName(name)
            let outcome = try admin.create([
                .init(topic, partitions: partitions, settings: settings)
            ])
            try #require(outcome[topic]).get()
            return topic
        }

        private func produce(
            _ values: [String], keys: [String?]? = nil, timestamps: [Int64]? = nil,
            to topic: String,
            partition: Int32 = 0
        ) throws {
            let producer = try KafkaProducer(
                KafkaProducerConfiguration(client: client, lingerMilliseconds: 0))
            let records = ProducerRecords(
                keys: BinaryColumn(keys ?? values.map { _ in nil }), values: BinaryColumn(values),
                timestamps: timestamps, partitions: values.map { _ in partition })
            #expect(try producer.send(records, to: topic) == values.count)
            #expect(try producer.flush(within: .seconds(60)).delivered == values.count)
            producer.close()
        }

        @Test("topics are created with settings, described, enlarged and deleted")
        func administration() throws {
            let topic = try makeTopic(
                "admin", partitions: 3, settings: ["message.timestamp.type": "LogAppendTime"])
            #expect(hasPartitions(topic, 3))
            let settings = try #require(try admin.settings(of: [topic])[topic]).get()
            #expect(settings["message.timestamp.type"] == "LogAppendTime")
            #expect(settings["cleanup.policy"] == "delete")

            let again = try admin.create([.init(topic, partitions: 3)])[topic]
            #expect(kind(again) == .exists)
            let wrong = try admin.create([
                .init("\(topic)-x", partitions: 1, settings: ["no.such.setting": "1"])
            ])
            #expect(kind(wrong["\(topic)-x"]) == .configuration)

            #expect(kind(try admin.increasePartitions([topic: 5])[topic]) == nil)
            #expect(kind(try admin.increasePartitions([topic: 4])[topic]) == .refused)
            #expect(hasPartitions(topic, 5))
            #expect(kind(try admin.delete([topic])[topic]) == nil)
            let unknown = try admin.delete(["no-such-topic-\(topic)"])
            #expect(kind(unknown["no-such-topic-\(topic)"]) == .missing)
            #expect(try admin.delete([]).isEmpty)
        }

        /// Brokers hear of a change a little after the controller has answered.
        private func hasPartitions(_ topic: String, _ count: Int) -> Bool {
            let deadline = SystemClock.monotonicNanoseconds() + 30_000_000_000
            while SystemClock.monotonicNanoseconds() < deadline {
                if (try? admin.partitionCount(of: topic)) == count { return true }
            }
            return false
        }

        private func kind(_ outcome: KafkaAdmin.Outcome?) -> KafkaError.Kind? {
            guard case .failure(let error) = outcome else { return nil }
            return error.kind
        }

        @Test("offsets are found by time, and log append time is told as such")
        func offsetsForTimes() throws {
            let topic = try makeTopic("times", settings: ["retention.ms": "-1"])
            let lane = TopicPartition(topic, 0)
            try produce(["a", "b", "c"], timestamps: [1_000, 2_000, 3_000], to: topic)
            let reading = try Reading(client)
            for (time, offset) in [(0, 0), (1_000, 0), (1_001, 1), (3_000, 2)] as [(Int64, Int64)] {
                #expect(try reading.consumer.offsets(at: [lane: time])[lane] == .some(offset))
            }
            #expect(try reading.consumer.offsets(at: [lane: 3_001])[lane] == .some(nil))

            let stamped = try makeTopic(
                "append", settings: ["message.timestamp.type": "LogAppendTime"])
            try produce(["a"], timestamps: [5], to: stamped)
            try reading.consumer.assign([TopicPartition(stamped, 0): 0])
            let batch = try #require(try reading.next(TopicPartition(stamped, 0)))
            #expect(batch.timestampTypes == [1])
            #expect(batch.timestamps[0] > 1_600_000_000_000)
        }

        @Test("deleted records are data loss with the exact range")
        func deletedRecords() throws {
            let topic = try makeTopic("deleted")
            let lane = TopicPartition(topic, 0)
            try produce((0..<20).map(String.init), to: topic)
            let lows = try admin.deleteRecords(before: [lane: 12])
            #expect(try lows[lane]?.get() == 12)
            let reading = try Reading(client)
            #expect(
                try reading.consumer.watermarks(of: [lane])[lane] == Watermarks(low: 12, high: 20))
            try reading.consumer.assign([lane: 5])
            let error = #expect(throws: KafkaError.self) { try reading.next(lane) }
            #expect(error?.kind == .dataLoss)
            #expect(error?.missingOffsets == 5..<12)
            try reading.consumer.remove([lane])
            try reading.consumer.assign([lane: 12])
            #expect(try reading.values(lane, until: 20) == (12..<20).map(String.init))
        }

        @Test("a topic that was made anew below the wanted offset is data loss without a range")
        func recreatedTopic() throws {
            let topic = try makeTopic("anew")
            let lane = TopicPartition(topic, 0)
            try produce((0..<10).map(String.init), to: topic)
            try #require(try admin.delete([topic])[topic]).get()
            // The deletion goes on behind: the name is free again a little later.
            var outcome: KafkaAdmin.Outcome?
            repeat {
                outcome = try admin.create([.init(topic, partitions: 1)])[topic]
            } while kind(outcome) == .exists
            try #require(outcome).get()
            try produce(["new"], to: topic)
            let reading = try Reading(client)
            try reading.consumer.assign([lane: 10])
            let error = #expect(throws: KafkaError.self) { try reading.next(lane) }
            #expect(error?.kind == .dataLoss)
            #expect(error?.watermarks == Watermarks(low: 0, high: 1))
            #expect(error?.missingOffsets == nil)
        }

        @Test("an unknown topic or partition is told as missing")
        func missing() throws {
            let topic = try makeTopic("known")
            let hasty = KafkaClientConfiguration(
                bootstrapServers: client.bootstrapServers,
                properties: [.init("topic.metadata.propagation.max.ms", "500")])
            for lane in [TopicPartition(topic, 7), TopicPartition("unknown-\(topic)", 0)] {
                let reading = try Reading(hasty)
                try reading.consumer.assign([lane: 0])
                var error: KafkaError?
                let deadline = SystemClock.monotonicNanoseconds() + 30_000_000_000
                while error?.kind != .missing, SystemClock.monotonicNanoseconds() < deadline {
                    // The error waits in the lane's queue, like its records.
                    #expect(try reading.next(lane, within: 1) == nil)
                    error = reading.errors.next(deadline: 0)
                }
                #expect(error?.kind == .missing)
            }
            let reading = try Reading(hasty)
            let error = #expect(throws: KafkaError.self) {
                try reading.consumer.partitionCount(of: "unknown-\(topic)")
            }
            #expect(error?.kind == .missing)
        }
    }
}
