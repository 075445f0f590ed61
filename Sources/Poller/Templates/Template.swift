/// A text with places for values: `/bars/{{ partition.symbol }}?from={{ slice.start | ms }}`.
///
/// A place has a name and filters: `s ms us ns rfc3339 date("zone") format("%Y-%m-%d", "zone")`
/// write a time; `minus("1ms")` and `plus("1m")` move it, and a number by `plus("1")`; `lower` and
/// `upper` change letters of ASCII; `default("x")` stands for an absent or empty value; `join(",")`
/// makes one text of a list. A time without a filter is written as RFC 3339.
package struct Template: Sendable {
    /// The text as it was given, which may hold secrets: it is in no error.
    package let text: String
    let parts: [Part]

    /// A part of the text.
    enum Part: Sendable {
        case literal(String)
        case place(name: String, filters: [TemplateFilter])
    }

    /// The names that a source's templates may use; a star stands for any word.
    package static let commonNames = [
        "partition.*", "slice.start", "slice.end", "cursor", "page.token", "page.number",
        "page.offset", "page.size",
    ]

    /// Reads a template.
    ///
    /// - Parameter names: What values are called where it will be rendered; `partition.*` allows
    ///   any word after the point.
    /// - Throws: Where it is malformed, or a name, a filter or a zone is unknown.
    package init(
        _ text: String, names: [String] = Template.commonNames, zones: TimeZones
    ) throws(PollProblem) {
        var parser = TemplateParser(text, names: names, zones: zones)
        parts = try parser.parse()
        self.text = text
    }

    /// The names that have a place.
    package var names: [String] {
        parts.compactMap { part in
            if case .place(let name, _) = part { return name }
            return nil
        }
    }

    /// Whether nothing is inserted.
    package var isConstant: Bool { names.isEmpty }

    /// Writes the text with the values of a scope.
    ///
    /// - Throws: Where a value is absent without a default, is of another kind than a filter
    ///   needs, or may not stand in the place. The values themselves are in no error.
    package func render(
        _ scope: TemplateScope, for place: TemplatePlace = .plain
    ) throws(PollProblem) -> String {
        var output = ""
        for part in parts {
            switch part {
            case .literal(let text): output += text
            case .place(let name, let filters):
                var value = scope[name]
                for filter in filters { value = try filter.apply(to: value, of: name) }
                output += try place.written(Template.text(of: value, name), of: name)
            }
        }
        return output
    }

    private static func text(of value: TemplateValue?, _ name: String) throws(PollProblem) -> String
    {
        switch value {
        case .text(let text): return text
        case .integer(let number): return String(number)
        case .instant(let time): return TimeFormat.rfc3339.text(of: time)
        case .list(let list):
            guard list.count == 1 else {
                throw PollProblem("{{ \(name) }} is a list: add | join(\",\")")
            }
            return list[0]
        case nil:
            throw PollProblem("{{ \(name) }} has no value here: add | default(\"...\")")
        }
    }
}
