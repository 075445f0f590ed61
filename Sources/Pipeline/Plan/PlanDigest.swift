internal import Bytes

extension PipelinePlan {
    /// What decides rows, as canonical JSON: the same text for the same rows.
    ///
    /// Holds the contracts, intervals, delays, horizons and the limits that quarantine records. Not
    /// the pipeline's name, brokers, cadences, memory or partitions, which may change at any time.
    public var decidingText: String {
        var out = CanonicalJSON()
        out.object {
            $0.member("format", 1)
            $0.member("session_time_zone", sessionTimeZone.name)
            $0.member("watermark_delay_ns", eventTime.watermarkDelay)
            $0.member("max_skew_ns", eventTime.maxSkew)
            $0.member("max_event_time_ns", eventTime.maxEventTime)
            $0.member("duplicates_horizon_ns", duplicates.horizon)
            $0.member("record_bytes", limits.recordBytes)
            $0.member("json_depth", limits.jsonDepth)
            $0.members("bars", bars.intervals) { out, interval in
                out.member("name", interval.name)
                out.member("length_ns", interval.length)
            }
            let byName = topics.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
            $0.members("topics", byName) { out, topic in topic.write(to: &out) }
        }
        return out.text
    }

    /// The SHA-256 of `decidingText` in hexadecimal: the name of the configuration in the ledger.
    public var digest: String { SHA256.hexDigest(of: decidingText) }
}

extension TopicPlan {
    fileprivate func write(to out: inout CanonicalJSON) {
        out.member("name", name)
        out.member("kind", kind.rawValue)
        out.member("key", keyColumn)
        out.member("schema_version", schemaVersion)
        out.members("fields", fields) { out, field in
            out.member("column", field.column)
            out.strings("path", field.path)
            out.member("type", field.type.canonicalText)
            out.member("required", field.isRequired)
            out.member("default", field.defaultValue?.canonicalText)
        }
        out.strings("unique_key", uniqueKey)
        out.members("rules", rules) { out, rule in
            out.member("name", rule.name)
            out.member("reason", rule.reason)
            out.member("action", rule.action.canonicalText)
            rule.kind.write(to: &out)
            out.member("version", rule.version)
        }
    }
}

extension FieldType {
    fileprivate var canonicalText: String {
        switch self {
        case .string: "string"
        case .identifier: "identifier"
        case .decimal(let precision, let scale): "decimal(\(precision),\(scale))"
        case .timestamp(let forms):
            "timestamp(\(forms.takesRFC3339 ? "rfc3339" : "")"
                + ",\(forms.integerUnit?.rawValue ?? ""))"
        case .long: "long"
        case .boolean: "boolean"
        case .stringArray: "string_array"
        }
    }
}

extension FieldValue {
    fileprivate var canonicalText: String {
        switch self {
        case .string(let text): text
        case .long(let value): String(value)
        case .decimal(let value): String(value)
        case .timestamp(let value): String(value)
        case .boolean(let value): String(value)
        }
    }
}

extension RuleAction {
    fileprivate var canonicalText: String {
        switch self {
        case .warn(let bit): "warn(\(bit))"
        case .quarantine: "quarantine"
        case .fail: "fail"
        }
    }
}

extension RuleKind {
    fileprivate func write(to out: inout CanonicalJSON) {
        switch self {
        case .positive(let column):
            out.member("kind", "positive")
            out.member("column", column)
        case .range(let column, let minimum, let maximum):
            out.member("kind", "range")
            out.member("column", column)
            out.member("minimum", minimum)
            out.member("maximum", maximum)
        case .pattern(let column, let pattern):
            out.member("kind", "pattern")
            out.member("column", column)
            out.member("pattern", pattern)
        case .length(let column, let minimum, let maximum):
            out.member("kind", "length")
            out.member("column", column)
            out.member("minimum", minimum)
            out.member("maximum", maximum)
        case .futureTime: out.member("kind", "future_time")
        case .maxEventTime: out.member("kind", "max_event_time")
        case .duplicate: out.member("kind", "duplicate")
        }
    }
}
