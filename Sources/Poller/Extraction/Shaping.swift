import JSONColumns

/// Makes the records of one answer: what is the same for all of them is looked up once.
struct Shaping {
    private let shaper: RecordShaper
    private let context: ShapingContext
    /// The values of fields that do not come from records.
    private let shared: [JSONValue?]
    /// The zones of fields that do not come from records.
    private let zones: [TimeZoneRules?]
    private let kept: KeptRest?

    init(_ shaper: RecordShaper, _ context: ShapingContext) throws(PollProblem) {
        self.shaper = shaper
        self.context = context
        var shared: [JSONValue?] = []
        var zones: [TimeZoneRules?] = []
        for rule in shaper.fields {
            shared.append(try Shaping.shared(rule.source, context))
            zones.append(try Shaping.zone(rule, context))
        }
        self.shared = shared
        self.zones = zones
        kept = KeptRest(shaper)
    }

    /// The value of a source that is no part of a record.
    private static func shared(_ source: FieldSource, _ context: ShapingContext)
        throws(PollProblem) -> JSONValue?
    {
        switch source {
        case .row, .parent: return nil
        case .body(let path): return context.body.flatMap { path.first(in: $0.value) }
        case .constant(let value): return value
        case .template(let template): return .string(try template.render(context.scope))
        }
    }

    /// The zone of a field's times, unless each record names it.
    private static func zone(_ rule: FieldRule, _ context: ShapingContext) throws(PollProblem)
        -> TimeZoneRules?
    {
        guard case .time(let format, let source) = rule.cast, format.needsZone else { return .utc }
        switch source {
        case .fixed(let zone): return zone
        case .named(.row), .named(.parent): return nil
        case .named(let source):
            guard let name = try shared(source, context)?.string else {
                throw PollProblem("the answer does not name the time zone of '\(rule.name)'")
            }
            return try context.zones.rules(of: name)
        }
    }

    /// Whether the filter takes a record.
    func isWanted(_ row: SourceRow, count: Int) -> Bool {
        guard let filter = shaper.filter else { return true }
        return filter.isTrue(
            in: ConditionScope(body: context.body, record: row, recordCount: count))
    }

    mutating func record(of row: SourceRow) throws(RowProblem) -> ShapedRecord {
        var values: [JSONValue?] = []
        values.reserveCapacity(shaper.fields.count)
        var eventTime: Int64?
        for (index, rule) in shaper.fields.enumerated() {
            guard let found = value(of: rule, index, row) else {
                guard !rule.isRequired, index != shaper.eventTime else {
                    throw RowProblem(.missingField, "\(rule.name) has no value")
                }
                values.append(nil)
                continue
            }
            let zone = try zone(of: rule, index, row)
            let result = try rule.cast.apply(to: found, field: rule.name, zone: zone)
            values.append(result.value)
            if index == shaper.eventTime { eventTime = result.instant }
        }
        if let eventTime, let range = context.times, !range.contains(eventTime) {
            throw RowProblem(
                .implausibleTime,
                "the record's time is \(RFC3339.text(eventTime)), so its unit is another than the"
                    + " file says")
        }
        return ShapedRecord(
            values: values, rest: kept?.members(of: row) ?? [], eventTime: eventTime,
            identity: try identity(values), place: row.place)
    }

    /// The time of a record that is not made; nil where it has none that can be read.
    func instant(of row: SourceRow) -> Int64? {
        guard let index = shaper.eventTime else { return nil }
        let rule = shaper.fields[index]
        guard let found = value(of: rule, index, row), let zone = try? zone(of: rule, index, row)
        else { return nil }
        return (try? rule.cast.apply(to: found, field: rule.name, zone: zone))?.instant
    }

    /// The value of a field before it is cast; nil where there is none.
    private func value(of rule: FieldRule, _ index: Int, _ row: SourceRow) -> JSONValue? {
        let found: JSONValue? =
            switch rule.source {
            case .row(let path): path.first(in: row)
            case .parent(let path): row.parent.flatMap { path.first(in: $0) }
            default: shared[index]
            }
        guard let found, !found.isNull, !Shaping.isNull(found, rule) else { return rule.fallback }
        return found
    }

    private static func isNull(_ value: JSONValue, _ rule: FieldRule) -> Bool {
        guard !rule.nulls.isEmpty, let text = FieldCast.text(of: value) else { return false }
        return rule.nulls.contains { $0.hasSameBytes(as: text) }
    }

    private func zone(of rule: FieldRule, _ index: Int, _ row: SourceRow) throws(RowProblem)
        -> TimeZoneRules
    {
        if let zone = zones[index] { return zone }
        var name: JSONValue?
        if case .time(_, .named(let source)) = rule.cast {
            switch source {
            case .row(let path): name = path.first(in: row)
            case .parent(let path): name = row.parent.flatMap { path.first(in: $0) }
            default: break
            }
        }
        guard let text = name?.string, let zone = try? context.zones.rules(of: text) else {
            throw RowProblem(.badTime, "\(rule.name) is of no time zone that is known here")
        }
        return zone
    }

    private func identity(_ values: [JSONValue?]) throws(RowProblem) -> [String] {
        var texts: [String] = []
        for index in shaper.identity {
            guard let value = values[index] else {
                throw RowProblem(
                    .missingField,
                    "\(shaper.fields[index].name) is what tells records apart, and has no value")
            }
            texts.append(FieldCast.text(of: value) ?? value.text)
        }
        return texts
    }
}

/// Values of records that are kept beside the fields.
private struct KeptRest {
    private let skipped: Set<[UInt8]>
    private let separator: String?
    private static let depthMax = 8

    /// nil where none are kept.
    init?(_ shaper: RecordShaper) {
        guard case .kept(let except, let separator) = shaper.rest else { return nil }
        // A value that became a field is renamed by that, and a field's name is its own.
        let used = shaper.fields.compactMap { rule in
            if case .row(let path) = rule.source { return path.firstName }
            return nil
        }
        let names = except + used + shaper.fields.map(\.name)
        skipped = Set(names.map { Array($0.utf8) })
        self.separator = separator
    }

    func members(of row: SourceRow) -> [JSONObject.Member] {
        var members: [JSONObject.Member] = []
        for member in row.members where !skipped.contains(Array(member.name.utf8)) {
            append(member.name, member.value, to: &members, depth: 0)
        }
        return members
    }

    private func append(
        _ name: String, _ value: JSONValue, to members: inout [JSONObject.Member], depth: Int
    ) {
        guard let separator, let object = value.object, depth < KeptRest.depthMax else {
            // Of names that become the same by being joined, the first one stays.
            let isKnown = depth > 0 && members.contains { $0.name.hasSameBytes(as: name) }
            if !isKnown, depth == 0 || !skipped.contains(Array(name.utf8)) {
                members.append(JSONObject.Member(name, value))
            }
            return
        }
        for member in object.members {
            append(name + separator + member.name, member.value, to: &members, depth: depth + 1)
        }
    }
}
