import JSONColumns
import Kafka
import Pipeline

/// What the brokers have of a pipeline's topics, beside what the contracts say.
struct TopicListing {
    private struct Lane {
        let partition: Int32
        let watermarks: Watermarks
    }

    private struct Topic {
        let name: String
        /// Empty when the brokers have no such topic.
        let lanes: [Lane]
        let findings: [TopicFinding]
    }

    private let topics: [Topic]

    /// Asks the brokers.
    init(_ plan: PipelinePlan) throws {
        let census = TopicCensus(plan)
        let states = try census.states(of: plan.topics)
        let watermarks = try census.watermarks(of: states.mapValues(\.partitions))
        topics = plan.topics.map { topic in
            let lanes = watermarks.filter { $0.key.topic == topic.name }
                .map { Lane(partition: $0.key.partition, watermarks: $0.value) }
                .sorted { $0.partition < $1.partition }
            return Topic(
                name: topic.name, lanes: lanes, findings: topic.findings(states[topic.name]))
        }
    }

    /// Two tables: partitions, and what the contracts say.
    var text: String {
        let numbers = ["partition", "low", "high", "offsets"]
        var lanes = TextTable(["topic"] + numbers, right: Set(numbers))
        var findings = TextTable(["topic", "what", "contract", "brokers", "match"])
        for topic in topics {
            for lane in topic.lanes {
                let (low, high) = (lane.watermarks.low, lane.watermarks.high)
                lanes.append(
                    [topic.name, "\(lane.partition)"]
                        + [low, high, high - low].map(Readable.count))
            }
            for finding in topic.findings {
                findings.append(
                    [
                        topic.name, finding.subject, finding.wanted, finding.found,
                        Self.match(finding),
                    ])
            }
        }
        return topics.allSatisfy(\.lanes.isEmpty)
            ? findings.text : "\(lanes.text)\n\(findings.text)"
    }

    private static func match(_ finding: TopicFinding) -> String {
        switch finding.remedy {
        case .none: "yes"
        case .create, .grow: "no: ticklake topics apply"
        case .refuse(let advice): "no: \(advice)"
        }
    }

    /// One line of JSON.
    var json: String {
        var writer = JSONWriter()
        writer.beginArray()
        for topic in topics { Self.write(topic, to: &writer) }
        writer.endArray()
        writer.endLine()
        return writer.text
    }

    private static func write(_ topic: Topic, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("topic", topic.name)
        writer.name("partitions")
        writer.beginArray()
        for lane in topic.lanes {
            writer.beginObject()
            writer.member("partition", lane.partition)
            writer.member("low", lane.watermarks.low)
            writer.member("high", lane.watermarks.high)
            writer.endObject()
        }
        writer.endArray()
        writer.name("contract")
        writer.beginArray()
        for finding in topic.findings {
            writer.beginObject()
            writer.member("what", finding.subject)
            writer.member("contract", finding.wanted)
            writer.member("brokers", finding.found)
            writer.member("match", finding.isKept)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }
}
