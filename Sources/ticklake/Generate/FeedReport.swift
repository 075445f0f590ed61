import JSONColumns
import Kafka
import Synthetic

/// What a feed came to, for people and for machines.
struct FeedReport {
    /// What was sent into one topic.
    struct Topic {
        let name: String
        let summary: StreamSummary
    }

    /// The topics, in the order in which they were written.
    let topics: [Topic]
    /// What became of all records.
    let delivery: DeliveryReport
    /// From the first record until the last was known to be delivered.
    let nanoseconds: Int64

    private var records: Int { topics.reduce(0) { $0 + $1.summary.records } }

    /// Records that are not in the topics: given up, or of unknown fate.
    var undelivered: Int { delivery.failedCount + delivery.pending }

    private var perSecond: Int {
        nanoseconds > 0 ? Int(Double(records) * 1e9 / Double(nanoseconds)) : 0
    }

    /// How many records carry each fault; faults that none carries are left out.
    private var faults: [(fault: Fault, count: Int)] {
        Fault.allCases.map { fault in
            (fault, topics.reduce(0) { $0 + $1.summary.count(of: fault) })
        }.filter { $0.count > 0 }
    }

    /// Tables and a closing line.
    var text: String {
        let numbers = ["records", "heartbeats", "good", "quarantined", "tombstones", "size"]
        var table = TextTable(["topic"] + numbers, right: Set(numbers))
        for topic in topics {
            let summary = topic.summary
            let counts = [
                summary.records, summary.heartbeats, summary.good, summary.quarantined,
                summary.tombstones,
            ]
            table.append(
                [topic.name] + counts.map(Readable.count) + [Readable.bytes(summary.bytes)])
        }
        return "\(table.text)\n\(faultText)\(closing)\n"
    }

    private var faultText: String {
        guard !faults.isEmpty else { return "" }
        var table = TextTable(["fault", "records"], right: ["records"])
        for (fault, count) in faults { table.append(["\(fault)", Readable.count(count)]) }
        return table.text + "\n"
    }

    private var closing: String {
        let rate = Readable.rate(records, nanoseconds: nanoseconds, unit: "records")
        let time = Readable.duration(nanoseconds: nanoseconds)
        return "\(Readable.count(records)) records in \(time) (\(rate)):"
            + " \(Readable.count(delivery.delivered)) delivered,"
            + " \(Readable.count(undelivered)) failed"
    }

    /// One line of JSON.
    var json: String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("topics")
        writer.beginArray()
        for topic in topics { Self.write(topic, to: &writer) }
        writer.endArray()
        writer.name("faults")
        writer.beginObject()
        for (fault, count) in faults { writer.member("\(fault)", count) }
        writer.endObject()
        writer.member("records", records)
        writer.member("delivered", delivery.delivered)
        writer.member("failed", undelivered)
        writer.name("errors")
        writer.beginObject()
        for (code, count) in delivery.failed.sorted(by: { $0.key.number < $1.key.number }) {
            writer.member(code.name, count)
        }
        writer.endObject()
        writer.member("milliseconds", nanoseconds / 1_000_000)
        writer.member("records_per_second", perSecond)
        writer.endObject()
        return writer.text
    }

    private static func write(_ topic: Topic, to writer: inout JSONWriter) {
        let summary = topic.summary
        writer.beginObject()
        writer.member("topic", topic.name)
        writer.member("records", summary.records)
        writer.member("heartbeats", summary.heartbeats)
        writer.member("good", summary.good)
        writer.member("quarantined", summary.quarantined)
        writer.member("tombstones", summary.tombstones)
        writer.member("bytes", summary.bytes)
        writer.endObject()
    }

    /// Why the command failed; nil when every record was delivered.
    ///
    /// - Parameter last: the last error that concerned the whole client.
    func failure(_ last: KafkaError?) -> CommandError? {
        guard undelivered > 0 else { return nil }
        let reason = delivery.failed.max { $0.value < $1.value }.map {
            "\(Readable.count($0.value)) with \($0.key.name), \($0.key.meaning)"
        }
        return CommandError(
            .failed, "\(Readable.count(undelivered)) records were not delivered",
            why: [reason, last?.description].compactMap(\.self).joined(separator: "; "),
            advice: "what was delivered is in the topics: make them anew before another try")
    }
}
