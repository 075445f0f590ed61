internal import Contracts
internal import YAML

extension SourceFileReader {
    /// What templates of requests may name.
    func templateNames(_ axes: [PartitionAxis]) -> [String] {
        axes.map { "partition.\($0.name)" }
            + [
                "slice.start", "slice.end", "cursor", "page.token", "page.number", "page.offset",
                "page.size",
            ]
    }

    func readRequest(_ names: [String]) -> RequestPlan? {
        let section = root.section(
            "request", keys: ["method", "path", "query", "headers", "body", "weight"])
        let expected = "a path such as /bars/{{ partition.symbol }}"
        guard section.value("path") != nil else {
            section.missing("path", expected: expected)
            return nil
        }
        let path = made(section, "path", expected: expected) { text throws(PollProblem) in
            guard text.hasPrefix("/") else { throw PollProblem("a path begins with a slash") }
            return try Template(text, names: names, zones: zones)
        }
        guard let path else { return nil }
        var request = RequestPlan(path: path)
        let methods = ["GET", "POST", "PUT"]
        request.method =
            section.parsed(
                "method", expected: Shown.alternatives(methods), candidates: methods
            ) { methods.contains($0) ? $0 : nil } ?? "GET"
        request.query = readFields(section, "query", names: names)
        request.headers = readFields(section, "headers", names: names)
        request.body = readBody(section, names)
        request.weight = section.integer("weight", default: 1, in: 1...1_000_000)
        return request
    }

    private func readBody(_ request: Section, _ names: [String]) -> RequestPlan.Body? {
        guard request.value("body") != nil else { return nil }
        let section = request.section("body", keys: ["form", "json", "raw", "content_type"])
        if section.value("form") != nil {
            return .form(readFields(section, "form", names: names))
        }
        func template(_ key: String) -> Template? {
            made(section, key, expected: "a text") { text throws(PollProblem) in
                try Template(text, names: names, zones: zones)
            }
        }
        if let json = template("json") { return .json(json) }
        if let raw = template("raw") {
            let type = section.scalar("content_type", expected: "a content type")?.text
            return .raw(raw, contentType: type ?? "text/plain; charset=utf-8")
        }
        section.missing("json", expected: "one of form, json and raw")
        return nil
    }

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
                entry.value, path: path, keys: ["values", "file", "source", "group"],
                report: report, references: parent.references)
            let group = section.integer("group", default: 1, in: 1...10_000)
            if let source = section.scalar("source", expected: "a source's name")?.text {
                return PartitionAxis(name: entry.key, values: .keys(ofSource: source), group: group)
            }
            let values = section.value("values").map { list($0, section, "values") }
            guard let values = values ?? lines(section) else {
                section.missing("values", expected: "a list, or file, or source")
                return nil
            }
            return PartitionAxis(name: entry.key, values: .list(values), group: group)
        }
        let values = list(entry.value, parent, entry.key)
        return PartitionAxis(name: entry.key, values: .list(values), group: 1)
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
