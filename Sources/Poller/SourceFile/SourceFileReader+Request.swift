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
}
