internal import Bytes
internal import Columnar
package import Kafka
internal import Platform

/// A Kafka topic that a source writes.
package final class KafkaSink: RecordSink {
    private let topic: String
    private let producer: KafkaProducer
    private let consumer: KafkaConsumer
    private let signals = Inbox<TopicPartition>()
    private let clock: any PollClock

    /// How long brokers may take to acknowledge, or to answer.
    private static let patience = Duration.seconds(150)
    private static let answerNanoseconds: Int64 = 60_000_000_000
    /// The bytes that are handed over at once: columns of a whole round could pass what their
    /// offsets can count.
    private static let portionBytes = 32 << 20

    /// Makes a sink; waits for nobody.
    package init(
        topic: String, producer configuration: KafkaProducerConfiguration, clock: any PollClock
    ) throws(PollProblem) {
        self.topic = topic
        self.clock = clock
        let signals = signals
        do throws(KafkaError) {
            producer = try KafkaProducer(configuration)
            consumer = try KafkaConsumer(KafkaConsumerConfiguration(client: configuration.client)) {
                signals.post($0)
            }
        } catch {
            throw Self.problem(error, topic)
        }
    }

    /// Ends the clients; records that were not acknowledged are dropped.
    package func close() {
        producer.close()
        consumer.close()
    }

    package func ends() throws(PollProblem) -> [Int32: Int64] {
        try watermarks().mapValues(\.high)
    }

    package func append(_ records: [OutgoingRecord]) throws(PollProblem) {
        guard !records.isEmpty else { return }
        let before = producer.report
        let report: DeliveryReport
        do throws(KafkaError) {
            for portion in Self.portions(of: records) {
                let taken = try producer.send(ProducerRecords(records[portion]), to: topic)
                guard taken == portion.count else { throw Self.full(taken, of: portion.count) }
            }
            report = try producer.flush(within: Self.patience)
        } catch {
            throw Self.problem(error, topic)
        }
        let delivered = report.delivered - before.delivered
        guard delivered == records.count else {
            let code = report.failed.max { $0.value < $1.value }?.key
            throw PollProblem(
                "\(delivered) of \(records.count) records of topic \(topic) were acknowledged."
                    + " \(code.map { "\($0.name), \($0.meaning)" } ?? "brokers did not answer")."
                    + " the source looks into the topic and goes on from there",
                kind: .unavailable)
        }
    }

    /// Ranges of records, each of about so many bytes.
    static func portions(
        of records: [OutgoingRecord], bytesMax: Int = portionBytes
    ) -> [Range<Int>] {
        var portions: [Range<Int>] = []
        var (start, bytes) = (0, 0)
        for (index, record) in records.enumerated() {
            let size = record.byteCount
            if index > start, bytes + size > bytesMax {
                portions.append(start..<index)
                (start, bytes) = (index, 0)
            }
            bytes += size
        }
        if start < records.count { portions.append(start..<records.count) }
        return portions
    }

    package func sent(
        _ wanted: SentRecords.Wanted, from offsets: [Int32: Int64]
    ) throws(PollProblem) -> SentRecords {
        var sent = SentRecords()
        var open: [TopicPartition: Range<Int64>] = [:]
        for (partition, marks) in try watermarks() {
            let start = max(marks.low, min(offsets[partition] ?? 0, marks.high))
            sent.ends[partition] = marks.high
            guard start < marks.high else { continue }
            open[TopicPartition(topic, partition)] = start..<marks.high
        }
        let lanes = Array(open.keys)
        let scan = HeaderScan(wanted)
        try reporting { () throws(KafkaError) in
            try consumer.assign(open.mapValues(\.lowerBound))
        }
        while !open.isEmpty {
            try reporting { () throws(KafkaError) in
                try read(&open, scan, into: &sent)
                if !open.isEmpty { try waitForRecords() }
            }
            try sent.checkCount(wanted)
        }
        try reporting { () throws(KafkaError) in try consumer.remove(lanes) }
        return sent
    }

    /// Says which topic a problem is of.
    private func reporting(_ body: () throws(KafkaError) -> Void) throws(PollProblem) {
        do throws(KafkaError) { try body() } catch { throw Self.problem(error, topic) }
    }

    /// Reads what is there, and takes away the lanes that are at their end.
    private func read(
        _ open: inout [TopicPartition: Range<Int64>], _ scan: HeaderScan,
        into sent: inout SentRecords
    ) throws(KafkaError) {
        for (lane, range) in open {
            while open[lane] != nil, let batch = try consumer.read(lane) {
                scan.collect(from: batch, before: range.upperBound, into: &sent)
                if batch.next >= range.upperBound { open[lane] = nil }
            }
        }
    }

    private func waitForRecords() throws(KafkaError) {
        let deadline = clock.now().addingSaturated(Self.answerNanoseconds)
        guard clock.next(from: signals, until: deadline) != nil else {
            throw KafkaError(.retry, "it cannot be read. brokers do not answer")
        }
    }

    private func watermarks() throws(PollProblem) -> [Int32: Watermarks] {
        do throws(KafkaError) {
            let count = try consumer.partitionCount(of: topic)
            let lanes = (0..<Int32(count)).map { TopicPartition(topic, $0) }
            let marks = try consumer.watermarks(of: lanes)
            return Dictionary(uniqueKeysWithValues: marks.map { ($0.key.partition, $0.value) })
        } catch {
            throw Self.problem(error, topic)
        }
    }

    private static func problem(_ error: KafkaError, _ topic: String) -> PollProblem {
        PollProblem("topic \(topic): \(error)", kind: error.kind == .retry ? .unavailable : .failed)
    }

    private static func full(_ taken: Int, of count: Int) -> KafkaError {
        KafkaError(.retry, "only \(taken) of \(count) records were taken. brokers do not answer")
    }
}

extension ProducerRecords {
    /// Records in columns, as the producer takes them.
    fileprivate init(_ records: ArraySlice<OutgoingRecord>) {
        self.init()
        var partitions: [Int32] = []
        var (names, texts) = (BinaryColumn(), BinaryColumn())
        var offsets: [Int32] = [0]
        for record in records {
            keys.append(Array(record.key.utf8).span)
            if let value = record.value { values.append(value.span) } else { values.appendNull() }
            partitions.append(record.partition ?? -1)
            for header in record.headers {
                names.append(Array(header.name.utf8).span)
                texts.append(Array(header.value.utf8).span)
            }
            offsets.append(Int32(names.count))
        }
        self.partitions = partitions
        let elements = StructColumn(
            fields: [.binary(names), .binary(texts)], count: names.count)
        headers = ListColumn(offsets: offsets, elements: .structure(elements))
    }
}
