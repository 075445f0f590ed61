import Bytes
import Columnar
import Kafka
import Platform
import TestSupport
import Testing

@Suite struct ConsumerTests {
    @Test("a lane begins at the offset that it was assigned")
    func explicitOffset() throws {
        let kafka = try Embedded(partitions: 2)
        try kafka.produce(["0", "1", "2", "3"], to: 0)
        try kafka.produce(["a", "b"], to: 1)
        let reading = try Reading(kafka.client)
        try reading.consumer.assign([kafka.lane(0): 2])
        #expect(try reading.values(kafka.lane(0), until: 4) == ["2", "3"])
        try reading.consumer.assign([kafka.lane(1): 1])
        #expect(try reading.values(kafka.lane(1), until: 2) == ["b"])
        #expect(reading.consumer.assignedLanes == [kafka.lane(0), kafka.lane(1)])
    }

    @Test("a removed lane can be read again from any offset, and others go on")
    func reassignment() throws {
        let kafka = try Embedded(partitions: 2)
        try kafka.produce((0..<200).map(String.init), to: 0)
        try kafka.produce((0..<200).map(String.init), to: 1)
        let reading = try Reading(kafka.client)
        try reading.consumer.assign([kafka.lane(1): 0])
        for start in [0, 150, 3, 199, 0] {
            try reading.consumer.assign([kafka.lane(0): Int64(start)])
            #expect(
                try reading.values(kafka.lane(0), until: 200) == (start..<200).map(String.init))
            try reading.consumer.remove([kafka.lane(0)])
        }
        #expect(try reading.values(kafka.lane(1), until: 200) == (0..<200).map(String.init))
    }

    @Test("a lane that is assigned twice, or not at all, is an error")
    func misuse() throws {
        let kafka = try Embedded()
        let reading = try Reading(kafka.client)
        try reading.consumer.assign([kafka.lane(): 0])
        let twice = #expect(throws: KafkaError.self) {
            try reading.consumer.assign([kafka.lane(): 0])
        }
        #expect(twice?.kind == .configuration)
        let unknown = #expect(throws: KafkaError.self) { try reading.consumer.read(kafka.lane(9)) }
        #expect(unknown?.kind == .closed)
        reading.consumer.close()
        reading.consumer.close()
        #expect(throws: KafkaError.self) { try reading.consumer.watermarks(of: [kafka.lane()]) }
    }

    @Test("an offset beyond the log's end is data loss with the watermarks, again and again")
    func dataLoss() throws {
        let kafka = try Embedded()
        try kafka.produce(["0", "1"])
        let reading = try Reading(kafka.client)
        try reading.consumer.assign([kafka.lane(): 17])
        for _ in 0..<3 {
            let error = #expect(throws: KafkaError.self) { try reading.next(kafka.lane()) }
            #expect(error?.kind == .dataLoss)
            #expect(error?.expectedOffset == 17)
            #expect(error?.watermarks == Watermarks(low: 0, high: 2))
            #expect(error?.missingOffsets == nil)
        }
        try reading.consumer.remove([kafka.lane()])
        try reading.consumer.assign([kafka.lane(): 0])
        #expect(try reading.values(kafka.lane(), until: 2) == ["0", "1"])
    }

    @Test("every empty read is followed by one signal when records come, over 1000 cycles")
    func wakeups() throws {
        let kafka = try Embedded()
        let producer = try kafka.producer()
        // The mock broker answers an empty fetch only after the whole wait.
        let client = KafkaClientConfiguration(
            bootstrapServers: kafka.cluster.bootstrapServers,
            properties: [.init("fetch.wait.max.ms", "1")])
        let reading = try Reading(client)
        let lane = kafka.lane()
        try reading.consumer.assign([lane: 0])
        var random = SplitMix64(seed: 7)
        var next: Int64 = 0
        for cycle in 0..<1_000 {
            let count = Int.random(in: 1...3, using: &random)
            let values = BinaryColumn((0..<count).map { "\(cycle)-\($0)" })
            let keys = BinaryColumn((0..<count).map { _ in nil })
            let records = ProducerRecords(
                keys: keys, values: values, partitions: Array(repeating: 0, count: count))
            try producer.send(records, to: kafka.topic)
            // Sometimes the read races with the arrival, sometimes it comes long after.
            if Bool.random(using: &random) { try producer.flush(within: .seconds(30)) }
            let until = next + Int64(count)
            while next < until {
                if let batch = try reading.consumer.read(lane) {
                    next = batch.next
                } else {
                    let deadline = SystemClock.monotonicNanoseconds() + 30_000_000_000
                    try #require(
                        reading.signals.next(deadline: deadline) != nil, "cycle \(cycle) is lost")
                }
            }
        }
    }

    @Test("there is no signal between reads that found something")
    func signalsAreArmedByEmptyReads() throws {
        let kafka = try Embedded()
        try kafka.produce((0..<1_000).map(String.init))
        let reading = try Reading(kafka.client)
        try reading.consumer.assign([kafka.lane(): 0])
        #expect(
            try reading.values(kafka.lane(), until: 1_000, limit: ReadLimit(records: 7, bytes: 999))
                == (0..<1_000).map(String.init))
        var emptyReads = 1
        while try reading.consumer.read(kafka.lane()) != nil { emptyReads += 1 }
        #expect(reading.signals.count <= emptyReads)
    }

    @Test("a paused lane stands still and goes on where it was")
    func pause() throws {
        let kafka = try Embedded()
        try kafka.produce((0..<100).map(String.init))
        let reading = try Reading(kafka.client)
        let lane = kafka.lane()
        try reading.consumer.assign([lane: 0])
        var values: [String?] = []
        let first = try #require(try reading.next(lane, limit: ReadLimit(records: 10)))
        for row in 0..<first.count { values.append(first.values.text(row)) }
        try reading.consumer.pause([lane])
        try kafka.produce(["100"])
        // What was taken out before the pause may still come; after that, nothing does.
        while let batch = try reading.consumer.read(lane) {
            for row in 0..<batch.count { values.append(batch.values.text(row)) }
        }
        #expect(try reading.next(lane, within: 1) == nil)
        try reading.consumer.resume([lane])
        values += try reading.values(lane, until: 101)
        #expect(values == (0...100).map(String.init))
    }

    @Test("watermarks, partition counts and group offsets are asked of the broker")
    func queries() throws {
        let kafka = try Embedded(partitions: 3)
        try kafka.produce(["0", "1"], to: 1)
        let reading = try Reading(kafka.client, groupID: "dashboard")
        let marks = try reading.consumer.watermarks(of: [kafka.lane(0), kafka.lane(1)])
        #expect(marks[kafka.lane(0)] == Watermarks(low: 0, high: 0))
        #expect(marks[kafka.lane(1)] == Watermarks(low: 0, high: 2))
        #expect(try reading.consumer.partitionCount(of: kafka.topic) == 3)
        let lane = kafka.lane(1)
        try reading.consumer.assign([lane: 0])
        reading.consumer.commitGroupOffsets([lane: 1], nanoseconds: 0)
        reading.consumer.commitGroupOffsets([lane: 2], nanoseconds: 249_999_999)
        reading.consumer.flushGroupOffsets()
        #expect(try reading.consumer.committedGroupOffsets(of: [lane])[lane] == .some(2))
    }

    @Test("what waits to be read stays within the memory budget")
    func boundedQueue() throws {
        let kafka = try Embedded()
        let value = String(repeating: "v", count: 10_000)
        for _ in 0..<3 { try kafka.produce(Array(repeating: value, count: 100)) }
        let counted = Inbox<KafkaStatistics>()
        let client = KafkaClientConfiguration(
            bootstrapServers: kafka.cluster.bootstrapServers,
            properties: [.init("statistics.interval.ms", "50")])
        let configuration = KafkaConsumerConfiguration(
            client: client, memoryBudget: 256 << 10, laneCount: 1, fetchBytesMax: 100_000)
        let consumer = try KafkaConsumer(
            configuration, observer: KafkaObserver(onStatistics: { counted.post($0) }),
            onDataAvailable: { _ in })
        let lane = kafka.lane()
        try consumer.assign([lane: 0])
        var most: Int64 = 0
        for _ in 0..<10 {
            let deadline = SystemClock.monotonicNanoseconds() + 30_000_000_000
            let statistics = try #require(counted.next(deadline: deadline))
            most = max(most, statistics.lanes[lane]?.queuedBytes ?? 0)
        }
        #expect(most > 0)
        // Fetching stops at the budget; the batch that crosses it holds up to 1 MB.
        #expect(most <= (256 << 10) + 1_100_000)
        consumer.close()
    }
}
