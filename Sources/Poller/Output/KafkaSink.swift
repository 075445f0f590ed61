internal import Bytes
internal import Columnar
package import Kafka
internal import Platform

/// A Kafka topic that a source writes.
package final class KafkaSink: RecordSink {
    private let topic: String
    private let producer: KafkaProducer
    private let client: KafkaClientConfiguration
    private let clock: any PollClock

    /// How long brokers may take to acknowledge, or to answer.
    private static let patience = Duration.seconds(150)
    private static let answerNanoseconds: Int64 = 60_000_000_000

    /// Makes a sink.
    ///
    /// - Parameters:
    ///   - producer: used by this sink alone, whose report counts its records.
    ///   - client: how the topic is read again.
    package init(
        topic: String, producer: KafkaProducer, client: KafkaClientConfiguration,
        clock: any PollClock
    ) {
        self.topic = topic
        self.producer = producer
        self.client = client
        self.clock = clock
    }

    package func ends() throws(PollProblem) -> [Int32: Int64] {
        try withConsumer { consumer, _ throws(KafkaError) in
            try self.watermarks(by: consumer).mapValues(\.high)
        }
    }

    package func append(_ records: [OutgoingRecord]) throws(PollProblem) {
        guard !records.isEmpty else { return }
        let before = producer.report
        let report: DeliveryReport
        do throws(KafkaError) {
            let taken = try producer.send(ProducerRecords(records), to: topic)
            report = try producer.flush(within: Self.patience)
            guard taken == records.count else { throw Self.full(taken, of: records.count) }
        } catch {
            throw problem(error)
        }
        let delivered = report.delivered - before.delivered
        guard delivered == records.count else {
            let code = report.failed.max { $0.value < $1.value }?.key
            throw PollProblem(
                "\(delivered) of \(records.count) records of topic \(topic) were acknowledged."
                    + " \(code.map { "\($0.name), \($0.meaning)" } ?? "brokers did not answer")."
                    + " the source looks into the topic and goes on from there")
        }
    }

    package func sent(
        by source: String, from offsets: [Int32: Int64]
    ) throws(PollProblem) -> SentRecords {
        try withConsumer { consumer, signals throws(KafkaError) in
            var sent = SentRecords()
            var ranges: [TopicPartition: Range<Int64>] = [:]
            for (partition, marks) in try self.watermarks(by: consumer) {
                let start = max(marks.low, min(offsets[partition] ?? 0, marks.high))
                sent.ends[partition] = marks.high
                if start < marks.high {
                    ranges[TopicPartition(self.topic, partition)] = start..<marks.high
                }
            }
            try consumer.assign(ranges.mapValues(\.lowerBound))
            let scan = HeaderScan(source: source)
            var open = ranges
            while !open.isEmpty {
                for (lane, range) in open {
                    while let batch = try consumer.read(lane) {
                        scan.collect(from: batch, before: range.upperBound, into: &sent.ids)
                        if batch.next >= range.upperBound { open[lane] = nil }
                    }
                }
                guard !open.isEmpty else { break }
                let deadline = self.clock.now().addingSaturated(Self.answerNanoseconds)
                guard self.clock.next(from: signals, until: deadline) != nil else {
                    throw KafkaError(.retry, "the topic cannot be read. brokers do not answer")
                }
            }
            return sent
        }
    }

    private func watermarks(
        by consumer: KafkaConsumer
    ) throws(KafkaError) -> [Int32: Watermarks] {
        let count = try consumer.partitionCount(of: topic)
        let lanes = (0..<Int32(count)).map { TopicPartition(topic, $0) }
        let marks = try consumer.watermarks(of: lanes)
        return Dictionary(uniqueKeysWithValues: marks.map { ($0.key.partition, $0.value) })
    }

    private func withConsumer<Result>(
        _ body: (KafkaConsumer, Inbox<TopicPartition>) throws(KafkaError) -> Result
    ) throws(PollProblem) -> Result {
        let signals = Inbox<TopicPartition>()
        do throws(KafkaError) {
            let consumer = try KafkaConsumer(KafkaConsumerConfiguration(client: client)) {
                signals.post($0)
            }
            defer { consumer.close() }
            return try body(consumer, signals)
        } catch {
            throw problem(error)
        }
    }

    private func problem(_ error: KafkaError) -> PollProblem {
        PollProblem("topic \(topic): \(error)")
    }

    private static func full(_ taken: Int, of count: Int) -> KafkaError {
        KafkaError(.retry, "only \(taken) of \(count) records were taken. brokers do not answer")
    }
}

extension ProducerRecords {
    /// Records in columns, as the producer takes them.
    fileprivate init(_ records: [OutgoingRecord]) {
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
