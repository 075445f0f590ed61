internal import Contracts
internal import YAML

extension SourceFileReader {
    private enum Kind: String, CaseIterable {
        case objects, keyed, columnar, positional, csv, lines
    }

    private static let shapeKeys: [Kind: [String]] = [
        .objects: [],
        .keyed: ["name", "path", "rows", "except"],
        .columnar: ["columns", "nullable"],
        .positional: ["columns"],
        .csv: ["columns", "delimiter"],
        .lines: [],
    ]

    /// The shape of records; objects where the file does not say.
    func readShape(_ records: Section, key: String = "shape") -> RowShape? {
        guard let value = records.value(key) else { return .objects }
        let path = records.path(of: key)
        guard case .mapping = value.content else {
            let kind: Kind = records.choice(key, default: .objects)
            switch kind {
            case .objects: return .objects
            case .lines: return .lines
            case .csv: return .delimited(DelimitedForm())
            case .keyed, .columnar, .positional:
                records.wrong(
                    key, "'\(kind.rawValue)' alone",
                    expected: "a mapping such as {kind: positional, columns: [time, open]}",
                    at: value.position)
                return nil
            }
        }
        let open = Section(value, path: path, report: report, references: records.references)
        let kind: Kind = open.choice("kind", default: .objects)
        let section = Section(
            value, path: path, keys: ["kind"] + (Self.shapeKeys[kind] ?? []), report: report,
            references: records.references)
        switch kind {
        case .objects: return .objects
        case .lines: return .lines
        case .keyed: return readKeyed(section)
        case .columnar: return readColumnar(section)
        case .positional: return .positional(readNames(section, "columns") ?? [])
        case .csv:
            let delimiter = section.parsed("delimiter", expected: "one character of ASCII") {
                $0.utf8.count == 1 ? $0.utf8.first : nil
            }
            return .delimited(
                DelimitedForm(
                    delimiter: delimiter ?? UInt8(ascii: ","),
                    names: readNames(section, "columns")))
        }
    }

    private func readKeyed(_ section: Section) -> RowShape? {
        let name = section.requiredText("name", expected: "what the keys are: symbol or time") {
            !$0.isEmpty
        }
        let path = made(section, "path", expected: "a path within a member") {
            text throws(PollProblem) in try ValuePath(text)
        }
        let except = readNames(section, "except") ?? []
        return readShape(section, key: "rows").map {
            .keyed(name: name, path: path ?? .whole, rows: $0, except: except)
        }
    }

    private func readColumnar(_ section: Section) -> RowShape {
        let columns = section.openSection("columns")
        let read = columns.entries.compactMap { entry -> RowShape.Column? in
            report.give(columns.path(of: entry.key))
            return made(columns, entry.key, entry.value, expected: "a path") {
                text throws(PollProblem) in
                RowShape.Column(name: entry.key, path: try ValuePath(text))
            }
        }
        return .columnar(read, nullable: readNames(section, "nullable") ?? [])
    }

    private func readNames(_ section: Section, _ key: String) -> [String]? {
        section.list(key, expected: "a list of names").map { values in
            values.compactMap { section.scalar($0, key, expected: "a name")?.text }
        }
    }
}
