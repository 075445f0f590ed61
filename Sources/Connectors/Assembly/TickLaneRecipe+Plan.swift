internal import Columnar
internal import JSONColumns
internal import MarketData
internal import Pipeline

extension TickLaneRecipe {
    /// The recipe of a tick topic of a plan.
    init(_ topic: TopicPlan, of plan: PipelinePlan) throws {
        let rules = try RuleSet(
            topic.rules.compactMap { RuleSpecification($0, of: plan) },
            schema: TickColumns.ruleSchema)
        let decision = try TickLanePlan(
            intervals: plan.bars.intervals.map {
                try TickLanePlan.Interval(name: $0.name, nanoseconds: $0.length)
            },
            watermarkDelay: plan.eventTime.watermarkDelay, maxSkew: plan.eventTime.maxSkew,
            rules: rules, duplicates: Self.duplicates(topic, of: plan),
            limits: TickLanePlan.Limits(
                keys: min(plan.duplicates.maxKeysPerLane, TickLanePlan.Limits.keysMax)))
        try self.init(
            decoding: JSONDecodePlan(topic, of: plan), plan: decision,
            schemaVersion: Int32(clamping: topic.schemaVersion))
    }

    /// The contract's test of duplicates; nil where it names no unique key.
    private static func duplicates(_ topic: TopicPlan, of plan: PipelinePlan)
        -> TickLanePlan.Duplicates?
    {
        guard !topic.uniqueKey.isEmpty else { return nil }
        let key = topic.uniqueKey.compactMap { TickLanePlan.KeyColumn(rawValue: $0) }
        let rule = topic.rules.first { $0.kind == .duplicate }
        guard let rule else {
            return TickLanePlan.Duplicates(key: key, horizon: plan.duplicates.horizon)
        }
        return TickLanePlan.Duplicates(
            key: key, horizon: plan.duplicates.horizon, rule: rule.name, reason: rule.reason,
            version: Int32(clamping: rule.version),
            action: RuleSpecification.Action(rule.action))
    }
}

extension RuleSpecification {
    /// A rule of the contract; nil for the test of duplicates, which is the lane's own.
    init?(_ rule: RulePlan, of plan: PipelinePlan) {
        let test: Test
        switch rule.kind {
        case .positive(let column): test = .positive(column: column)
        case .range(let column, let minimum, let maximum):
            test = .range(column: column, minimum: minimum, maximum: maximum)
        case .pattern(let column, let pattern): test = .pattern(column: column, pattern: pattern)
        case .length(let column, let minimum, let maximum):
            test = .length(column: column, minimum: minimum, maximum: maximum)
        case .futureTime: test = .futureTime(maxSkew: plan.eventTime.maxSkew)
        case .maxEventTime:
            guard let limit = plan.eventTime.maxEventTime else { return nil }
            test = .maxEventTime(limit)
        case .duplicate: return nil
        }
        self.init(
            name: rule.name, reason: rule.reason, version: Int32(clamping: rule.version),
            action: Action(rule.action), test: test)
    }
}

extension RuleSpecification.Action {
    init(_ action: RuleAction) {
        switch action {
        case .warn(let bit): self = .warn(bit: bit)
        case .quarantine: self = .quarantine
        case .fail: self = .fail
        }
    }
}

extension JSONDecodePlan {
    /// How a topic's records become columns.
    init(_ topic: TopicPlan, of plan: PipelinePlan) throws {
        try self.init(
            fields: topic.fields.map { JSONField($0) }, recordBytesMax: plan.limits.recordBytes,
            depthMax: plan.limits.jsonDepth)
    }
}

extension JSONField {
    init(_ field: FieldPlan) {
        self.init(
            column: field.column, path: field.path, type: JSONFieldType(field.type),
            isRequired: field.isRequired, defaultValue: field.defaultValue.map { JSONDefault($0) })
    }
}

extension JSONFieldType {
    init(_ type: FieldType) {
        switch type {
        case .string: self = .string
        case .identifier: self = .identifier
        case .decimal(let precision, let scale):
            self = .decimal(precision: precision, scale: scale)
        case .timestamp(let forms):
            self = .timestamp(
                rfc3339: forms.takesRFC3339, unit: forms.integerUnit.map { JSONTimeUnit($0) })
        case .long: self = .long
        case .boolean: self = .boolean
        case .stringArray: self = .stringArray
        }
    }
}

extension JSONTimeUnit {
    init(_ unit: TimeUnit) {
        switch unit {
        case .seconds: self = .seconds
        case .milliseconds: self = .milliseconds
        case .microseconds: self = .microseconds
        case .nanoseconds: self = .nanoseconds
        }
    }
}

extension JSONDefault {
    init(_ value: FieldValue) {
        switch value {
        case .string(let text): self = .string(text)
        case .long(let number): self = .long(number)
        case .decimal(let unscaled): self = .decimal(unscaled)
        case .timestamp(let nanoseconds): self = .timestamp(nanoseconds)
        case .boolean(let flag): self = .boolean(flag)
        }
    }
}
