import Pipeline
import YAML

/// A field as far as it could be read.
struct FieldDraft {
    var plan: FieldPlan
    /// Whether its type was understood, so that what depends on it can be checked.
    var hasKnownType: Bool
    let position: YAMLPosition
}

extension ContractReader {
    private static let fieldKeys = [
        "from", "type", "precision", "scale", "unit", "required", "default",
    ]
    private static let fieldsMax = 200

    func readFields(kind: TopicKind) -> [FieldDraft] {
        guard root.value("fields") != nil else {
            root.missing("fields", expected: "columns such as `symbol: {type: string}`")
            return []
        }
        let section = root.openSection("fields")
        if section.entries.count > Self.fieldsMax {
            root.report.add(
                "'fields' has \(section.entries.count) columns",
                expected: "at most \(Self.fieldsMax)", at: section.position)
            return []
        }
        let fields = section.entries.compactMap { readField($0, section) }
        checkColumns(fields, kind, section)
        checkPaths(fields)
        return fields
    }

    private func readField(_ entry: YAMLEntry, _ parent: Section) -> FieldDraft? {
        guard NameRules.isColumnName(entry.key) else {
            root.report.add(
                "'fields' has the column \(Shown.quoted(entry.key))",
                expected: "a name of lower case letters, digits and '_'", at: entry.keyPosition)
            return nil
        }
        let section = Section(
            entry.value, path: parent.path(of: entry.key), keys: Self.fieldKeys,
            report: root.report, references: nil)
        let type = readType(section)
        let isRequired = section.flag("required", default: false)
        var plan = FieldPlan(
            column: entry.key, path: readPath(section, column: entry.key),
            type: type ?? .string, isRequired: isRequired)
        if let type { plan.defaultValue = readDefault(section, type, isRequired: isRequired) }
        return FieldDraft(plan: plan, hasKnownType: type != nil, position: entry.keyPosition)
    }

    /// The keys that lead to the value: one, or a list of them from the outermost inwards.
    private func readPath(_ section: Section, column: String) -> [String] {
        let expected = "the key of a value, or a list of up to 8 that lead to it"
        guard let value = section.value("from") else { return [column] }
        var elements = [value]
        if case .sequence(let several) = value.content { elements = several }
        let keys = elements.compactMap {
            section.scalar($0, "from", expected: expected)?.text
        }
        guard keys.count == elements.count else { return [column] }
        guard (1...8).contains(keys.count), keys.allSatisfy({ (1...256).contains($0.utf8.count) })
        else {
            section.wrong("from", value.kindName, expected: expected, at: value.position)
            return [column]
        }
        return keys
    }

    private func readDefault(
        _ section: Section, _ type: FieldType, isRequired: Bool
    ) -> FieldValue? {
        guard let value = section.value("default") else { return nil }
        if isRequired {
            section.report.add(
                "'\(section.path(of: "default"))' stands beside 'required: true'",
                expected: "one of them", at: value.position)
            return nil
        }
        return section.parsed("default", expected: type.valueForm) { type.value(of: $0) }
    }

    /// Columns that the tables need, and those that they have themselves.
    private func checkColumns(_ fields: [FieldDraft], _ kind: TopicKind, _ section: Section) {
        for field in fields {
            if let problem = FixedColumns.problem(of: field, in: kind) {
                root.report.add(
                    "'fields' has the column '\(field.plan.column)' \(problem.found)",
                    expected: problem.expected, candidates: problem.candidates,
                    written: field.plan.column, at: field.position)
            }
        }
        for needed in FixedColumns.needed(by: kind) {
            guard let field = fields.first(where: { $0.plan.column == needed }) else {
                root.report.add(
                    "'fields' has no column '\(needed)'",
                    expected: "it, because \(kind.rawValue) need it", at: section.position)
                continue
            }
            if !field.plan.isRequired {
                root.report.add(
                    "'fields.\(needed)' is not required", expected: "required: true",
                    at: field.position)
            }
        }
    }

    /// A value is read by one column, and is not an object for another one.
    private func checkPaths(_ fields: [FieldDraft]) {
        for (index, field) in fields.enumerated() {
            for other in fields[..<index]
            where zip(field.plan.path, other.plan.path).allSatisfy({
                $0.utf8.elementsEqual($1.utf8)
            }) {
                root.report.add(
                    "'fields.\(field.plan.column)' reads the value of"
                        + " 'fields.\(other.plan.column)', or a part of it",
                    expected: "one column for a value", at: field.position)
            }
        }
    }
}
