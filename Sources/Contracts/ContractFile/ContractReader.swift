import Pipeline
import YAML

/// Reads a contract: a topic's name, fields, unique key and rules.
struct ContractReader {
    let root: Section

    static let keys = [
        "topic", "kind", "partitions", "replication_factor", "key", "format", "schema_version",
        "settings", "fields", "unique_key", "rules",
    ]

    /// How a record's value is written.
    private enum Format: String, CaseIterable { case json }

    init(_ value: YAMLValue, report: Report) {
        root = Section(value, path: "", keys: Self.keys, report: report, references: nil)
    }

    /// The contract; to be used only when the report has no problems.
    func plan() -> TopicPlan {
        let name = root.requiredText(
            "topic", expected: "a topic's name of letters, digits, '.', '-' and '_'",
            where: NameRules.isTopicName)
        let kind = readKind()
        _ = root.choice("format", default: Format.json)
        let version = root.integer("schema_version", default: 1, in: 1...1_000_000)
        let fields = readFields(kind: kind)
        var topic = TopicPlan(
            name: name, kind: kind,
            partitions: root.integer("partitions", default: 4, in: 1...10_000),
            schemaVersion: version, fields: fields.map(\.plan))
        if root.value("replication_factor") != nil {
            topic.replicationFactor = root.integer("replication_factor", default: 1, in: 1...32)
        }
        topic.keyColumn = readKeyColumn(fields, kind)
        topic.settings = readSettings()
        topic.uniqueKey = readUniqueKey(fields, kind)
        topic.rules = readRules(fields, topic)
        return topic
    }

    private func readKind() -> TopicKind {
        if root.value("kind") == nil {
            let words = TopicKind.allCases.map(\.rawValue)
            root.missing("kind", expected: Shown.alternatives(words))
        }
        return root.choice("kind", default: .ticks)
    }

    private func readKeyColumn(_ fields: [FieldDraft], _ kind: TopicKind) -> String {
        let columns = fields.filter { $0.plan.type.isText }.map(\.plan.column)
        // A tombstone has nothing but its key, and that has to be the symbol.
        let accepted = kind == .instruments ? columns.filter { $0 == "symbol" } : columns
        guard !fields.isEmpty else { return "symbol" }
        return root.parsed(
            "key", expected: "a text column: \(Shown.alternatives(accepted))", candidates: accepted
        ) { text in accepted.contains(text) ? text : nil } ?? "symbol"
    }

    /// Settings for the broker; Kafka stamps the records unless the contract says otherwise.
    private func readSettings() -> [TopicSetting] {
        let section = root.openSection("settings")
        var settings = section.entries.compactMap { entry -> TopicSetting? in
            guard NameRules.isSettingName(entry.key) else {
                root.report.add(
                    "'settings' has \(Shown.quoted(entry.key))",
                    expected: "a topic setting of Kafka such as retention.ms",
                    at: entry.keyPosition)
                return nil
            }
            section.report.give(section.path(of: entry.key))
            return section.scalar(entry.value, entry.key, expected: "a value").map {
                TopicSetting(name: entry.key, value: $0.text)
            }
        }
        let stamping = TopicSetting(name: "message.timestamp.type", value: "LogAppendTime")
        if !settings.contains(where: { $0.name == stamping.name }) {
            settings.insert(stamping, at: 0)
        }
        return settings
    }

    private func readUniqueKey(_ fields: [FieldDraft], _ kind: TopicKind) -> [String] {
        let expected = "a list of columns such as [symbol, venue, trade_id]"
        guard let elements = root.list("unique_key", expected: expected) else { return [] }
        if kind == .instruments, let first = elements.first {
            root.report.add(
                "'unique_key' stands in a contract for instruments",
                expected: "none: their rows are told apart by symbol and valid_from",
                at: first.position)
            return []
        }
        var columns: [String] = []
        for element in elements {
            guard let scalar = root.scalar(element, "unique_key", expected: expected) else {
                continue
            }
            if columns.contains(scalar.text) {
                root.report.add(
                    "'unique_key' has \(Shown.quoted(scalar.text)) twice", expected: "each once",
                    at: scalar.position)
            } else if known(scalar, among: fields, key: "unique_key", in: root) != nil {
                columns.append(scalar.text)
            }
        }
        return columns
    }

    /// The field whose column a text names, or nil after noting that there is none.
    func known(
        _ scalar: ScalarText, among fields: [FieldDraft], key: String, in section: Section
    ) -> FieldDraft? {
        if let field = fields.first(where: { $0.plan.column == scalar.text }) { return field }
        let columns = fields.map(\.plan.column)
        section.report.add(
            "'\(section.path(of: key))' names \(Shown.quoted(scalar.text)), which is no column",
            expected: Shown.alternatives(columns), candidates: columns, written: scalar.text,
            at: scalar.position)
        return nil
    }
}

extension FieldType {
    /// Whether its column holds text.
    var isText: Bool {
        switch self {
        case .string, .identifier, .stringArray: true
        case .decimal, .timestamp, .long, .boolean: false
        }
    }
}
