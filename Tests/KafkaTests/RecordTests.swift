import Columnar
import Kafka
import Platform
import Testing

@Suite("One record of a lane")
struct RecordTests {
    private func deadline(seconds: Int64 = 30) -> Int64 {
        SystemClock.monotonicNanoseconds() + seconds * 1_000_000_000
    }

    @Test("is read at any offset, and the lane can be read as ever afterwards")
    func anyOffset() throws {
        let kafka = try Embedded()
        try kafka.produce((0..<100).map(String.init))
        let reading = try Reading(kafka.client)
        let lane = kafka.lane()
        for offset in [99, 0, 41, 99] as [Int64] {
            let found = try reading.consumer.record(at: offset, of: lane, deadline: deadline())
            #expect(found.offsets == [offset])
            #expect(found.values.text(0) == "\(offset)")
            #expect(reading.consumer.assignedLanes.isEmpty)
        }
        // Its signals were not for the consumer's owner.
        #expect(reading.signals.count == 0)
        try reading.consumer.assign([lane: 98])
        #expect(try reading.values(lane, until: 100) == ["98", "99"])
    }

    @Test("is data loss beyond the end of the log, and waited for at the end")
    func end() throws {
        let kafka = try Embedded()
        try kafka.produce(["0", "1"])
        let consumer = try Reading(kafka.client).consumer
        let beyond = #expect(throws: KafkaError.self) {
            try consumer.record(at: 7, of: kafka.lane(), deadline: deadline())
        }
        #expect(beyond?.kind == .dataLoss)
        let atEnd = #expect(throws: KafkaError.self) {
            try consumer.record(at: 2, of: kafka.lane(), deadline: deadline(seconds: 1))
        }
        #expect(atEnd?.kind == .retry)
        #expect(consumer.assignedLanes.isEmpty)
    }

    @Test("is waited for until the deadline and no longer")
    func silentBroker() throws {
        let kafka = try Embedded()
        try kafka.produce(["0"])
        let consumer = try Reading(kafka.client).consumer
        _ = try consumer.record(at: 0, of: kafka.lane(), deadline: deadline())
        try kafka.cluster.stopBroker()
        let error = #expect(throws: KafkaError.self) {
            try consumer.record(at: 0, of: kafka.lane(), deadline: deadline(seconds: 1))
        }
        #expect(error?.kind == .retry)
        #expect(consumer.assignedLanes.isEmpty)
        try kafka.cluster.startBroker()
        let found = try consumer.record(at: 0, of: kafka.lane(), deadline: deadline())
        #expect(found.values.text(0) == "0")
    }
}
