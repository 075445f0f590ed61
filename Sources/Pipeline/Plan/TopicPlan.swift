/// The contract of a topic: what its records look like, and what makes a good one.
public struct TopicPlan: Sendable, Equatable {
    /// The topic's name.
    public var name: String
    /// What its records are.
    public var kind: TopicKind
    /// How many partitions `topics apply` gives it.
    public var partitions: Int
    /// How many copies of each partition `topics apply` asks for; nil for the broker's default.
    public var replicationFactor: Int?
    /// The column whose text is the record's key.
    public var keyColumn: String
    /// Settings of the topic for `topics apply`, in the file's order.
    public var settings: [TopicSetting]
    /// The version that rows carry, and quarantine rows as `rule_version`.
    public var schemaVersion: Int
    /// The fields, in the order of the table's columns.
    public var fields: [FieldPlan]
    /// The columns that make a record unique; empty when duplicates are not looked for.
    public var uniqueKey: [String]
    /// The rules in the order in which they are asked; a `duplicate` rule is last.
    public var rules: [RulePlan]

    /// Makes a contract.
    public init(
        name: String, kind: TopicKind, partitions: Int, replicationFactor: Int? = nil,
        keyColumn: String = "symbol", settings: [TopicSetting] = [], schemaVersion: Int = 1,
        fields: [FieldPlan],
        uniqueKey: [String] = [], rules: [RulePlan] = []
    ) {
        self.name = name
        self.kind = kind
        self.partitions = partitions
        self.replicationFactor = replicationFactor
        self.keyColumn = keyColumn
        self.settings = settings
        self.schemaVersion = schemaVersion
        self.fields = fields
        self.uniqueKey = uniqueKey
        self.rules = rules
    }

    /// The field of a column by its exact name.
    public func field(column: String) -> FieldPlan? {
        fields.first { $0.column.utf8.elementsEqual(column.utf8) }
    }
}

/// What the records of a topic are.
public enum TopicKind: String, Sendable, CaseIterable {
    /// Trades: `bronze/ticks`, `silver/bars`, `silver/late_ticks`.
    case ticks
    /// Instruments: `bronze/instruments`, `silver/instruments`.
    case instruments
}

/// A setting of a topic on the broker.
public struct TopicSetting: Sendable, Equatable {
    /// Kafka's name of it.
    public var name: String
    /// Its value.
    public var value: String

    /// Makes a setting.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
