import Pipeline

/// The columns that tables have whatever a contract says.
enum FixedColumns {
    /// The columns of `bronze/ticks` that a contract fills, and the types that fit each.
    private static let ticks: [(column: String, types: [String])] = [
        ("symbol", ["string", "identifier"]),
        ("event_time", ["timestamp"]),
        ("price", ["decimal(18,9)"]),
        ("size", ["decimal(18,8)"]),
        ("venue", ["string", "identifier"]),
        ("trade_id", ["identifier", "string"]),
        ("sequence", ["long"]),
        ("conditions", ["string_array", "string"]),
        ("currency", ["string", "identifier"]),
    ]

    /// Columns of an instrument that other tables read, and the types that fit each.
    private static let instruments: [(column: String, types: [String])] = [
        ("symbol", ["string", "identifier"]),
        ("valid_from", ["timestamp"]),
        ("sector", ["string", "identifier"]),
    ]

    /// Columns that the tables of instruments add themselves.
    private static let added = [
        "valid_to", "is_current", "rescued", "rule_flags", "schema_version", "topic", "partition",
        "offset", "kafka_time", "event_date",
    ]

    /// What is wrong with a column.
    struct Problem {
        let found: String
        let expected: String
        var candidates: [String] = []
    }

    /// The columns without which a record means nothing.
    static func needed(by kind: TopicKind) -> [String] {
        switch kind {
        case .ticks: ["symbol", "event_time", "price", "size"]
        case .instruments: ["symbol", "valid_from"]
        }
    }

    /// What is wrong with a field in a contract of a kind; nil when nothing is.
    static func problem(of field: FieldDraft, in kind: TopicKind) -> Problem? {
        let known = kind == .ticks ? ticks : instruments
        guard let fixed = known.first(where: { $0.column == field.plan.column }) else {
            return unknown(field.plan.column, in: kind)
        }
        let type = field.plan.type.shownName
        guard field.hasKnownType, !fixed.types.contains(type) else { return nil }
        return Problem(
            found: "of type \(type)", expected: Shown.alternatives(fixed.types))
    }

    private static func unknown(_ column: String, in kind: TopicKind) -> Problem? {
        switch kind {
        case .ticks:
            let columns = ticks.map(\.column)
            return Problem(
                found: "that bronze/ticks does not have",
                expected: "\(Shown.alternatives(columns)) (other fields are kept in 'rescued')",
                candidates: columns)
        case .instruments:
            guard added.contains(column) else { return nil }
            return Problem(
                found: "that the tables add themselves", expected: "another name")
        }
    }
}
