import Pipeline
import YAML

extension PipelineFileReader {
    /// Settings that ticklake sets itself, and what to write instead.
    private static let ownProperties = [
        "bootstrap.servers": "kafka.bootstrap_servers",
        "metadata.broker.list": "kafka.bootstrap_servers",
        "group.id": "kafka.group",
        "enable.auto.commit": "nothing: positions are in the lake",
        "enable.auto.offset.store": "nothing: positions are in the lake",
        "auto.offset.reset": "'start' and 'on_data_loss'",
        "enable.partition.eof": needed,
        "enable.idempotence": needed,
        "acks": needed,
        "request.required.acks": needed,
        "partitioner": needed,
        "log.queue": needed,
    ]
    private static let needed = "nothing: ticklake needs its own value"

    func readKafka(pipeline: String) -> KafkaPlan {
        let section = root.section("kafka", keys: ["bootstrap_servers", "group", "properties"])
        let group = section.text("group", expected: "a consumer group's name") {
            (1...249).contains($0.utf8.count)
        }
        return KafkaPlan(
            bootstrapServers: readServers(section), groupID: group ?? "ticklake-\(pipeline)",
            properties: readProperties(section.openSection("properties")))
    }

    /// Brokers as a list, or as one text with commas between them.
    private func readServers(_ section: Section) -> [String] {
        let key = "bootstrap_servers"
        let expected = "brokers such as localhost:9092"
        guard let value = section.value(key) else {
            section.missing(key, expected: expected)
            return []
        }
        var elements = [value]
        if case .sequence(let several) = value.content { elements = several }
        var servers: [String] = []
        for element in elements {
            guard let scalar = section.scalar(element, key, expected: expected) else { continue }
            let parts = scalar.text.split(separator: ",", omittingEmptySubsequences: false)
                .map { String($0.drop { $0 == " " }) }
            guard parts.allSatisfy(NameRules.isBroker) else {
                section.wrong(
                    key, Shown.quoted(scalar.shown), expected: expected, at: scalar.position)
                continue
            }
            servers += parts
        }
        if elements.isEmpty { section.missing(key, expected: expected) }
        return servers
    }

    private func readProperties(_ section: Section) -> [KafkaProperty] {
        section.entries.compactMap { entry in
            if let instead = Self.ownProperties[entry.key] {
                section.report.add(
                    "'kafka.properties' has '\(entry.key)'", expected: instead,
                    at: entry.keyPosition)
                return nil
            }
            section.report.give(section.path(of: entry.key))
            guard let scalar = section.scalar(entry.value, entry.key, expected: "a value") else {
                return nil
            }
            return property(entry, scalar, section)
        }
    }

    /// A setting that the client takes; nil where it does not.
    private func property(_ entry: YAMLEntry, _ scalar: ScalarText, _ section: Section)
        -> KafkaProperty?
    {
        let isListed = NameRules.isHarmlessSetting(entry.key)
        let isName = NameRules.isSettingName(entry.key)
        switch isName ? kafkaSetting(entry.key, scalar.text) : .unknown(known: []) {
        case .taken(let isText):
            let isShown = !scalar.hadReference && (isListed || !isText)
            return KafkaProperty(
                key: entry.key, value: isShown ? .plain(scalar.text) : .hidden(scalar.text))
        case .unknown(let known):
            section.report.add(
                "'kafka.properties' has \(Shown.quoted(entry.key))",
                expected: "a setting of librdkafka such as security.protocol",
                candidates: known, written: entry.key, at: entry.keyPosition)
        case .refused(let expected):
            // What does not fit may be a secret in the wrong line.
            let found = isListed ? "is \(Shown.quoted(scalar.shown))" : "does not fit"
            section.report.add(
                "'\(section.path(of: entry.key))' \(found)", expected: expected,
                at: scalar.position)
        }
        return nil
    }
}
