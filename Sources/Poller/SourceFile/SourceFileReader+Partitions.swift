internal import Contracts
internal import YAML

extension SourceFileReader {
    func readPartitions() -> [PartitionAxis] {
        let section = root.openSection("partitions")
        return section.entries.compactMap { entry in
            guard NameRules.isCode(entry.key) else {
                report.add(
                    "'partitions' has \(Shown.quoted(entry.key))",
                    expected: "a name such as symbol: lower case letters, digits and _",
                    at: entry.keyPosition)
                return nil
            }
            report.give(section.path(of: entry.key))
            return readAxis(entry, section)
        }
    }

    private func readAxis(_ entry: YAMLEntry, _ parent: Section) -> PartitionAxis? {
        let path = parent.path(of: entry.key)
        if case .mapping = entry.value.content {
            let section = Section(
                entry.value, path: path,
                keys: ["values", "file", "source", "field", "table", "column", "where", "group"],
                report: report, references: parent.references)
            let group = section.integer("group", default: 1, in: 1...10_000)
            guard let values = readValues(section) else { return nil }
            return PartitionAxis(name: entry.key, values: values, group: group)
        }
        let values = list(entry.value, parent, entry.key)
        return PartitionAxis(name: entry.key, values: .list(values), group: 1)
    }

    /// Where an axis' values come from: exactly one place.
    private func readValues(_ section: Section) -> PartitionAxis.Values? {
        let places = ["values", "file", "source", "table"]
        let given = places.filter { section.value($0) != nil }
        guard let place = given.first, given.count == 1 else {
            report.add(
                "'\(section.path)' has \(given.isEmpty ? "no" : Shown.alternatives(given))",
                expected: "one of \(Shown.alternatives(places))", at: section.position)
            return nil
        }
        let owners = ["field": "source", "column": "table", "where": "table"]
        for (key, owner) in owners.sorted(by: { $0.key < $1.key }) where owner != place {
            guard let value = section.value(key) else { continue }
            report.add(
                "'\(section.path(of: key))' belongs to '\(owner)'", expected: "no '\(key)' here",
                at: value.position)
        }
        switch place {
        case "source": return readSourceValues(section)
        case "table": return readTableValues(section)
        case "file": return .list(lines(section) ?? [])
        default: return section.value("values").map { .list(list($0, section, "values")) }
        }
    }

    private func readSourceValues(_ section: Section) -> PartitionAxis.Values? {
        guard let source = section.scalar("source", expected: "a source's name") else { return nil }
        let field = section.scalar("field", expected: "a field of the source's records")
        links.append(
            SourceLink(
                source: source.text, position: source.position, field: field?.text,
                fieldPosition: field?.position ?? source.position))
        return .outside(.source(name: source.text, field: field?.text))
    }

    private func readTableValues(_ section: Section) -> PartitionAxis.Values? {
        let table = section.text(
            "table", expected: "a table's folder in the lake, such as silver/instruments"
        ) { text in
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            return text.utf8.count <= 512
                && parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
        }
        guard section.value("column") != nil else {
            section.missing("column", expected: "the column that has the values")
            return nil
        }
        let column = section.scalar("column", expected: "the column that has the values")?.text
        let condition = section.scalar("where", expected: "a condition such as is_current = true")
        guard let table, let column else { return nil }
        return .outside(.table(path: table, column: column, condition: condition?.text))
    }

    /// Values of an axis, each once.
    private func list(_ value: YAMLValue, _ section: Section, _ key: String) -> [String] {
        let expected = "a list such as [ZVZZT, ACME]"
        guard case .sequence(let elements) = value.content, !elements.isEmpty else {
            section.wrong(
                key, value.kindName, expected: expected, at: value.position)
            return []
        }
        var seen: Set<[UInt8]> = []
        return elements.compactMap { element in
            guard let scalar = section.scalar(element, key, expected: expected) else { return nil }
            guard !scalar.hadReference else {
                // What references stand for is a secret, and partitions are named everywhere.
                section.wrong(
                    key,
                    "a list with \(Shown.quoted(scalar.shown)), which the state and every message"
                        + " would show", expected: "the value itself, or a file of values",
                    at: scalar.position)
                return nil
            }
            guard !scalar.text.isEmpty, seen.insert(Array(scalar.text.utf8)).inserted else {
                section.wrong(
                    key, "a list with \(Shown.quoted(scalar.shown)) twice",
                    expected: "each value once", at: scalar.position)
                return nil
            }
            return scalar.text
        }
    }

    /// The lines of a file, without empty ones and those that begin with #.
    private func lines(_ section: Section) -> [String]? {
        guard let scalar = section.scalar("file", expected: "a file with a value on each line"),
            let references = section.references
        else { return nil }
        let path = Path.join(scalar.text, besides: report.file)
        do {
            let bytes = try references.surroundings.readFile(path)
            let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
                .map { $0.trimmingSpaces }.filter { !$0.isEmpty && !$0.hasPrefix("#") }
            var seen: Set<[UInt8]> = []
            if let twice = lines.first(where: { !seen.insert(Array($0.utf8)).inserted }) {
                section.wrong(
                    "file", "a file with \(Shown.quoted(twice)) twice", expected: "each value once",
                    at: scalar.position)
            }
            if !lines.isEmpty { return lines }
            section.wrong(
                "file", "an empty file", expected: "a value on each line", at: scalar.position)
        } catch {
            report.add("'\(section.path(of: "file"))': \(error)", at: scalar.position)
        }
        return []
    }
}

extension Substring {
    /// The text without spaces and tabs at its ends.
    fileprivate var trimmingSpaces: String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        guard let last = lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(self[...last].drop(while: isSpace))
    }
}
