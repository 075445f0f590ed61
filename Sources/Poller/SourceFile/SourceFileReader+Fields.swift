internal import Contracts
internal import JSONColumns
internal import YAML

extension SourceFileReader {
    private enum Cast: String, CaseIterable {
        case as_is, decimal, integer, text, boolean
    }

    /// How each field of a record is made.
    func readFieldRules(_ records: Section, _ names: [String]) -> [FieldRule] {
        let section = records.openSection("fields")
        if section.entries.isEmpty {
            records.missing("fields", expected: "fields such as `symbol: '{{ partition.symbol }}'`")
        }
        return section.entries.compactMap { entry in
            report.give(section.path(of: entry.key))
            if case .mapping = entry.value.content {
                return readRule(entry, section, names)
            }
            return made(
                section, entry.key, entry.value, expected: "a path, a template, or a mapping"
            ) { text throws(PollProblem) in
                FieldRule(name: entry.key, source: try self.source(text, names))
            }
        }
    }

    /// A template where there are braces, else a path in the record.
    private func source(_ text: String, _ names: [String]) throws(PollProblem) -> FieldSource {
        if text.contains("{{") {
            return .template(try Template(text, names: names, zones: zones))
        }
        return try FieldSource(path: text)
    }

    private func readRule(_ entry: YAMLEntry, _ parent: Section, _ names: [String]) -> FieldRule? {
        let section = Section(
            entry.value, path: parent.path(of: entry.key),
            keys: [
                "from", "value", "as", "round", "time", "zone", "nulls", "default", "required",
            ],
            report: report, references: parent.references)
        let path = made(section, "from", expected: "a path or a template") {
            text throws(PollProblem) in try self.source(text, names)
        }
        let constant = section.scalar("value", expected: "a text").map {
            FieldSource.constant(.string($0.text))
        }
        guard let source = path ?? constant else {
            if section.value("from") == nil, section.value("value") == nil {
                section.missing("from", expected: "a path, or value with a constant")
            }
            return nil
        }
        let nulls = section.list("nulls", expected: "a list such as [N/A]") ?? []
        return FieldRule(
            name: entry.key, source: source, cast: readCast(section),
            nulls: nulls.compactMap { section.scalar($0, "nulls", expected: "a text")?.text },
            fallback: section.scalar("default", expected: "a text").map { .string($0.text) },
            isRequired: section.flag("required", default: false))
    }

    private func readCast(_ section: Section) -> FieldCast {
        if section.value("time") != nil {
            let expected = "s, ms, us, ns, rfc3339, date, or a pattern such as %Y-%m-%d %H:%M:%S"
            let format = made(section, "time", expected: expected) {
                text throws(PollProblem) in try TimeFormat(text)
            }
            guard let format else { return .none }
            return .time(format, readZone(section, format))
        }
        if section.value("round") != nil {
            if section.value("as") != nil {
                section.wrong(
                    "round", "'round' beside 'as'", expected: "one of the two",
                    at: section.position)
            }
            return .rounded(section.integer("round", default: 9, in: 0...18))
        }
        let cast: Cast = section.choice("as", default: .as_is)
        switch cast {
        case .as_is: return .none
        case .decimal: return .decimal
        case .integer: return .integer
        case .text: return .text
        case .boolean: return .boolean
        }
    }

    /// The zone of local times: its name, or where the answer names it.
    private func readZone(_ section: Section, _ format: TimeFormat) -> ZoneSource {
        let expected = "a zone such as America/New_York, or {from: body.meta.exchange_timezone}"
        guard let value = section.value("zone") else {
            if format.needsZone { section.missing("zone", expected: expected) }
            return .fixed(.utc)
        }
        if case .mapping = value.content {
            let zone = section.section("zone", keys: ["from"])
            let source = made(zone, "from", expected: "a path") {
                text throws(PollProblem) in try FieldSource(path: text)
            }
            return source.map { .named($0) } ?? .fixed(.utc)
        }
        let rules = made(section, "zone", expected: expected) {
            text throws(PollProblem) in try self.zones.rules(of: text)
        }
        return .fixed(rules ?? .utc)
    }
}
