import JSONColumns
import Pipeline

/// Writes a contract's effective values.
struct ContractRendering {
    let topic: TopicPlan
    let file: FileNotes

    func write(to lines: inout YAMLLines) {
        lines.entry("topic", YAMLLines.scalar(topic.name))
        lines.entry("kind", topic.kind.rawValue)
        entry("partitions", String(topic.partitions), &lines)
        if let copies = topic.replicationFactor {
            entry("replication_factor", String(copies), &lines)
        }
        entry("key", YAMLLines.scalar(topic.keyColumn), &lines)
        entry("format", "json", &lines)
        entry("schema_version", String(topic.schemaVersion), &lines)
        lines.section("settings") {
            for setting in topic.settings {
                $0.entry(
                    setting.name, YAMLLines.scalar(setting.value),
                    remark: file.remark("settings.\(setting.name)"))
            }
        }
        lines.section("fields") {
            for field in topic.fields { $0.entry(field.column, field.rendered) }
        }
        if !topic.uniqueKey.isEmpty {
            entry("unique_key", YAMLLines.list(topic.uniqueKey), &lines)
        }
        guard !topic.rules.isEmpty else { return }
        lines.section("rules") {
            for rule in topic.rules { write(rule, to: &$0) }
        }
    }

    private func write(_ rule: RulePlan, to lines: inout YAMLLines) {
        lines.element(remark: file.remark("rules.\(rule.name)")) {
            $0.entry("name", rule.name)
            rule.kind.write(to: &$0, of: topic)
            switch rule.action {
            case .quarantine: $0.entry("action", "quarantine")
            case .fail: $0.entry("action", "fail")
            case .warn(let bit):
                $0.entry("action", "warn")
                $0.entry("flag", String(bit))
            }
            $0.entry("reason", rule.reason)
        }
    }

    private func entry(_ path: String, _ value: String, _ lines: inout YAMLLines) {
        lines.entry(path, value, remark: file.remark(path))
    }
}

extension FieldPlan {
    /// The field as a mapping on one line.
    fileprivate var rendered: String {
        var parts: [String] = []
        if path != [column] {
            let keys = path.map { YAMLLines.scalar($0) }
            parts.append("from: " + (keys.count == 1 ? keys[0] : YAMLLines.list(keys)))
        }
        parts += type.rendered
        if isRequired { parts.append("required: true") }
        if let defaultValue {
            parts.append("default: " + YAMLLines.scalar(defaultValue.rendered(type)))
        }
        return "{" + parts.joined(separator: ", ") + "}"
    }
}

extension FieldType {
    fileprivate var rendered: [String] {
        switch self {
        case .decimal(let precision, let scale):
            return ["type: decimal", "precision: \(precision)", "scale: \(scale)"]
        case .timestamp(let forms):
            let units =
                (forms.takesRFC3339 ? ["rfc3339"] : [])
                + [forms.integerUnit?.rawValue]
                .compactMap { $0 }
            let unit = units.count == 1 ? units[0] : YAMLLines.list(units)
            return ["type: timestamp", "unit: \(unit)"]
        default: return ["type: \(shownName)"]
        }
    }

    fileprivate var scale: Int {
        if case .decimal(_, let scale) = self { scale } else { 0 }
    }
}

extension FieldValue {
    fileprivate func rendered(_ type: FieldType) -> String {
        switch self {
        case .string(let text): text
        case .long(let value): String(value)
        case .decimal(let unscaled): JSONColumns.DecimalText.text(unscaled, scale: type.scale)
        case .timestamp(let nanoseconds): RFC3339.text(nanoseconds)
        case .boolean(let value): String(value)
        }
    }
}

extension RuleKind {
    fileprivate func write(to lines: inout YAMLLines, of topic: TopicPlan) {
        switch self {
        case .positive(let column):
            lines.entry("test", "positive")
            lines.entry("column", column)
        case .range(let column, let minimum, let maximum):
            lines.entry("test", "range")
            lines.entry("column", column)
            for (key, bound) in [("minimum", minimum), ("maximum", maximum)] {
                guard let bound else { continue }
                lines.entry(key, Self.rendered(bound, of: column, in: topic))
            }
        case .pattern(let column, let pattern):
            lines.entry("test", "pattern")
            lines.entry("column", column)
            lines.entry("pattern", YAMLLines.scalar(pattern))
        case .length(let column, let minimum, let maximum):
            lines.entry("test", "length")
            lines.entry("column", column)
            lines.entry("minimum", String(minimum))
            lines.entry("maximum", String(maximum))
        case .futureTime: lines.entry("test", "future_time")
        case .maxEventTime: lines.entry("test", "max_event_time")
        case .duplicate: lines.entry("test", "duplicate")
        }
    }

    private static func rendered(_ bound: Int128, of column: String, in topic: TopicPlan) -> String
    {
        switch topic.field(column: column)?.type {
        case .decimal(_, let scale):
            return YAMLLines.scalar(JSONColumns.DecimalText.text(bound, scale: scale))
        case .timestamp:
            let nanoseconds = topic.kind == .instruments ? bound * 1000 : bound
            let time = Int64(exactly: nanoseconds) ?? (bound < 0 ? Int64.min : Int64.max)
            return YAMLLines.scalar(RFC3339.text(time))
        default: return String(bound)
        }
    }
}
