import Bytes
import Columnar
import Kafka
import Platform
import TestSupport
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

    @Test("headers keep their order, doubles, null values and empty values")
    func headers() throws {
        let kafka = try Embedded()
        let producer = try kafka.producer()
        let elements = StructColumn(
            fields: [
                .binary(BinaryColumn(["k", "k", "n", "e"])),
                .binary(BinaryColumn(["1", "2", nil, ""])),
            ], count: 4)
        let records = ProducerRecords(
            keys: BinaryColumn([nil, nil, nil]), values: BinaryColumn(["a", "b", "c"]),
            partitions: [0, 0, 0],
            headers: ListColumn(
                offsets: [0, 3, 3, 4], elements: .structure(elements),
                validity: bitmap([true, false, true])))
        try producer.send(records, to: kafka.topic)
        #expect(try producer.flush(within: .seconds(30)).delivered == 3)

        let reading = try Reading(kafka.client)
        try reading.consumer.assign([kafka.lane(): 0])
        let batch = try #require(try reading.next(kafka.lane()))
        let headers = try #require(batch.headers)
        #expect(headers.offsets == [0, 3, 3, 4])
        #expect((0..<3).map { headers.isNull($0) } == [false, true, false])
        guard case .structure(let found) = headers.elements,
            case .binary(let keys) = found.fields[0],
            case .binary(let values) = found.fields[1]
        else {
            Issue.record("headers are structures of key and value")
            return
        }
        #expect((0..<4).map { keys.text($0) } == ["k", "k", "n", "e"])
        #expect((0..<4).map { values.text($0) } == ["1", "2", nil, ""])
    }

    @Test("any records come back, whatever the limits of a read", arguments: 0..<UInt64(8))
    func randomRecords(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let kafka = try Embedded()
        var keys = BinaryColumn()
        var values = BinaryColumn()
        for _ in 0..<500 {
            append(to: &keys, limit: 40, &random)
            append(to: &values, limit: Int.random(in: 1...2_000, using: &random), &random)
        }
        let producer = try kafka.producer()
        let records = ProducerRecords(
            keys: keys, values: values, partitions: Array(repeating: 0, count: 500))
        #expect(try producer.send(records, to: kafka.topic) == 500)
        #expect(try producer.flush(within: .seconds(30)).delivered == 500)

        let reading = try Reading(kafka.client)
        try reading.consumer.assign([kafka.lane(): 0])
        var row = 0
        while row < 500 {
            let limit = ReadLimit(
                records: Int.random(in: 1...100, using: &random),
                bytes: Int.random(in: 1...20_000, using: &random))
            let batch = try #require(try reading.next(kafka.lane(), limit: limit))
            #expect(batch.count <= limit.records)
            #expect(batch.count == 1 || batch.byteCount <= limit.bytes)
            for index in 0..<batch.count {
                #expect(batch.offsets[index] == Int64(row))
                #expect(batch.keys.isNull(index) == keys.isNull(row))
                #expect(batch.values.isNull(index) == values.isNull(row))
                #expect(batch.keys[index].copy() == keys[row].copy())
                #expect(batch.values[index].copy() == values[row].copy())
                row += 1
            }
        }
    }

    @Test("a record larger than a limit is delivered alone")
    func largeRecord() throws {
        let kafka = try Embedded()
        let large = String(repeating: "x", count: 300_000)
        try kafka.produce(["a", large, "b"])
        let reading = try Reading(kafka.client)
        try reading.consumer.assign([kafka.lane(): 0])
        var sizes: [Int] = []
        var next: Int64 = 0
        while next < 3 {
            let batch = try #require(
                try reading.next(kafka.lane(), limit: ReadLimit(records: 10, bytes: 1_000)))
            sizes.append(batch.byteCount)
            next = batch.next
        }
        #expect(sizes == [1, 300_000, 1])
    }

    @Test("keys choose partitions as the Java client's murmur2 does, large ones too")
    func partitions() throws {
        // The vectors of Kafka's own UtilsTest.
        let vectors: [(String, Int32)] = [
            ("21", -973_932_308), ("foobar", -790_332_482),
            ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971), ("abc", 479_470_107),
        ]
        let keys = vectors.map(\.0) + [String(repeating: "key", count: 30_000)]
        let kafka = try Embedded(partitions: 7)
        let producer = try kafka.producer()
        try producer.send(
            ProducerRecords(keys: BinaryColumn(keys), values: BinaryColumn(keys)), to: kafka.topic)
        #expect(try producer.flush(within: .seconds(30)).delivered == keys.count)
        let reading = try Reading(kafka.client)
        for (index, key) in keys.enumerated() {
            let bytes = Array(key.utf8)
            let expected = Murmur2.partition(key: bytes.span.rawBytes, partitions: 7)
            if index < vectors.count {
                #expect(expected == Int(vectors[index].1 & 0x7fff_ffff) % 7)
            }
            let lane = kafka.lane(Int32(expected))
            try reading.consumer.assign([lane: 0])
            let high = try #require(try reading.consumer.watermarks(of: [lane])[lane]).high
            #expect(try reading.values(lane, until: high).contains(key))
            try reading.consumer.remove([lane])
        }
    }

    private func append(
        to column: inout BinaryColumn, limit: Int, _ random: inout SplitMix64
    ) {
        if Int.random(in: 0..<10, using: &random) == 0 { return column.appendNull() }
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 0...limit, using: &random) {
            bytes.append(UInt8.random(in: 0...255, using: &random))
        }
        column.append(bytes.span)
    }

    private func bitmap(_ bits: [Bool]) -> Bitmap {
        var bitmap = Bitmap()
        for bit in bits { bitmap.append(bit) }
        return bitmap
    }
}
