import Columnar
import Kafka
import Testing

@Suite struct RoundTripTests {
    @Test("keys, values, timestamps and offsets come back as they were sent")
    func plainRecords() throws {
        let kafka = try Embedded()
        let producer = try kafka.producer()
        let records = ProducerRecords(
            keys: BinaryColumn(["a", nil, "", "d"]), values: BinaryColumn(["1", "2", nil, ""]),
            timestamps: [1_700_000_000_000, 1_700_000_000_001, 5, 1_700_000_000_003],
            partitions: [0, 0, 0, 0])
        try producer.send(records, to: kafka.topic)
        #expect(try producer.flush(within: .seconds(30)).delivered == 4)

        let reading = try Reading(kafka.client)
        try reading.consumer.assign([kafka.lane(): 0])
        let batch = try #require(try reading.next(kafka.lane()))
        #expect(batch.offsets == [0, 1, 2, 3])
        #expect(batch.timestamps == records.timestamps)
        #expect(batch.timestampTypes == [0, 0, 0, 0])
        #expect((0..<4).map { batch.keys.text($0) } == ["a", nil, "", "d"])
        #expect((0..<4).map { batch.values.text($0) } == ["1", "2", nil, ""])
        #expect(batch.headers == nil)
        #expect(batch.next == 4)
    }
}
