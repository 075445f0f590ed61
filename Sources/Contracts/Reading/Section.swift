package import YAML

/// A mapping of a file, read key by key.
///
/// Every reading function answers with a value that can be used, a default where there is none or
/// a wrong one, and notes what is wrong: so one pass finds all mistakes.
package struct Section {
    /// The dotted path of the mapping; empty for the file itself.
    package let path: String
    /// Where it begins.
    package let position: YAMLPosition
    /// Its entries, unknown keys left out.
    package let entries: [YAMLEntry]
    package let report: Report
    /// Resolves `${...}`; nil in contracts, where `$` means itself.
    package let references: References?

    /// Reads a value as a mapping with any keys.
    package init(
        _ value: YAMLValue, path: String, report: Report, references: References?,
        entries accepted: (YAMLEntry) -> Bool = { _ in true }
    ) {
        self.path = path
        position = value.position
        self.report = report
        self.references = references
        switch value.content {
        case .mapping(let entries): self.entries = entries.filter(accepted)
        case .refused: entries = []
        case .scalar where value.isNull: entries = []
        case .scalar, .sequence:
            entries = []
            report.add(
                "\(Self.name(path)) is \(value.kindName)",
                expected: "a mapping (`key: value` lines)", at: value.position)
        }
    }

    /// Reads a value as a mapping with these keys only.
    package init(
        _ value: YAMLValue, path: String, keys: [String], report: Report, references: References?
    ) {
        let place = path.isEmpty ? "" : " in '\(path)'"
        self.init(value, path: path, report: report, references: references) { entry in
            if keys.contains(where: { $0.utf8.elementsEqual(entry.key.utf8) }) { return true }
            report.add(
                "unknown key \(Shown.quoted(entry.key))\(place)",
                expected: Shown.alternatives(keys), candidates: keys, written: entry.key,
                at: entry.keyPosition)
            return false
        }
    }

    /// The path of a key below this mapping.
    package func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// The value of a key, when the file gives it.
    package func value(_ key: String) -> YAMLValue? {
        guard let entry = entries.first(where: { $0.key.utf8.elementsEqual(key.utf8) }) else {
            return nil
        }
        report.give(path(of: key))
        return entry.value
    }

    /// The mapping under a key; an empty one when it is absent.
    package func section(_ key: String, keys: [String]) -> Section {
        Section(
            value(key) ?? nothing, path: path(of: key), keys: keys, report: report,
            references: references)
    }

    /// The mapping with any keys under a key; an empty one when it is absent.
    package func openSection(_ key: String) -> Section {
        Section(
            value(key) ?? nothing, path: path(of: key), report: report, references: references)
    }

    /// The elements of a list; nil when it is absent or was found wrong.
    package func list(_ key: String, expected: String) -> [YAMLValue]? {
        guard let value = value(key) else { return nil }
        switch value.content {
        case .sequence(let elements): return elements
        case .refused: return nil
        case .scalar, .mapping:
            wrong(key, value.description(quoting: true), expected: expected, at: value.position)
            return nil
        }
    }

    /// Notes that a key that has to be there is not.
    package func missing(_ key: String, expected: String) {
        report.add("'\(path(of: key))' is missing", expected: expected, at: position)
    }

    /// Notes that a key has a value that it cannot have.
    package func wrong(
        _ key: String, _ found: String, expected: String, candidates: [String] = [],
        written: String = "", at position: YAMLPosition
    ) {
        report.add(
            "'\(path(of: key))' is \(found)", expected: expected, candidates: candidates,
            written: written, at: position)
    }

    private var nothing: YAMLValue {
        YAMLValue(.scalar(YAMLScalar(text: "", isPlain: true)), at: position)
    }

    private static func name(_ path: String) -> String { path.isEmpty ? "the file" : "'\(path)'" }
}

extension YAMLValue {
    /// What kind of value it is, for messages.
    package var kindName: String {
        switch content {
        case .scalar where isNull: "empty"
        case .scalar: "a single value"
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .refused: "refused"
        }
    }

    /// The value for messages: the text of a scalar, else its kind.
    package func description(quoting: Bool) -> String {
        guard case .scalar(let scalar) = content, !isNull, quoting else { return kindName }
        return Shown.quoted(scalar.text)
    }
}
