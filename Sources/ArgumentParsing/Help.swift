/// The page that `--help` prints.
struct Help {
    private let path: CommandPath
    private let columns: Int
    private let parameters: [Parameter]

    init(_ path: CommandPath, columns: Int) {
        self.path = path
        self.columns = min(max(columns, 40), 100)
        parameters = path.last.parameters
    }

    var text: String {
        let command = path.last
        var sections = ["\(path): \(command.summary)", usage]
        let arguments = parameters.filter { $0.kind == .argument }
        sections.append(
            section("Arguments", arguments.map { ($0.name, description(of: $0)) }))
        sections.append(
            section("Commands", command.subcommands.map { ($0.name, $0.summary) }))
        sections.append(section("Options", options))
        if !command.examples.isEmpty {
            let title = command.examples.count == 1 ? "Example" : "Examples"
            let lines = command.examples.map { "  \($0)" }
            sections.append(([title + ":"] + lines).joined(separator: "\n"))
        }
        return sections.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private var usage: String {
        var lines: [String] = []
        if path.last.declaration != nil {
            let words = parameters.filter { $0.kind == .argument }.map { parameter in
                let name = parameter.name + (parameter.isRepeated ? "..." : "")
                return parameter.isRequired ? name : "[\(name)]"
            }
            let required = parameters.filter { $0.kind == .option && $0.isRequired }
                .map { "\($0.spelling) \($0.valueName)" }
            lines.append((["\(path)"] + words + required + ["[options]"]).joined(separator: " "))
        }
        if !path.last.subcommands.isEmpty {
            lines.append("\(path) COMMAND [options]")
        }
        return "Usage: " + lines.joined(separator: "\n       ")
    }

    private var options: [(String, String)] {
        var rows = parameters.filter { $0.kind != .argument }.map { option in
            let value = option.kind == .option ? " \(option.valueName)" : ""
            let short = option.short.map { "-\($0), " } ?? "    "
            return (short + option.spelling + value, description(of: option))
        }
        rows.append(("-h, --help", "shows this help"))
        if path.last.version != nil { rows.append(("-V, --version", "shows the version")) }
        return rows
    }

    private func description(of parameter: Parameter) -> String {
        var notes: [String] = []
        if case .words(let words) = parameter.completion {
            notes.append(words.joined(separator: ", "))
        }
        if parameter.kind == .option && parameter.isRequired { notes.append("required") }
        if parameter.kind == .option && parameter.isRepeated { notes.append("may be repeated") }
        if let text = parameter.defaultText, !text.isEmpty { notes.append("default: \(text)") }
        return notes.isEmpty
            ? parameter.help : "\(parameter.help) (\(notes.joined(separator: "; ")))"
    }

    /// Two columns, the second wrapped.
    private func section(_ title: String, _ rows: [(name: String, text: String)]) -> String {
        guard !rows.isEmpty else { return "" }
        let longest = rows.map(\.name.count).max() ?? 0
        let width = min(longest, columns / 2)
        var lines = ["\(title):"]
        for (name, text) in rows {
            let pieces = wrap(text, columns: max(20, columns - width - 4))
            if name.count > width {
                lines.append("  \(name)")
            } else {
                let gap = String(repeating: " ", count: width - name.count)
                lines.append("  \(name)\(gap)  \(pieces.first ?? "")")
            }
            let indent = String(repeating: " ", count: width + 4)
            let later = name.count > width ? pieces[...] : pieces.dropFirst()
            lines += later.map { indent + $0 }
        }
        return lines.joined(separator: "\n")
    }
}

/// The words of a text in lines that are no longer than `columns`, where words allow it.
private func wrap(_ text: String, columns: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
        if let last = lines.last, last.count + 1 + word.count <= columns {
            lines[lines.count - 1] += " " + word
        } else {
            lines.append(String(word))
        }
    }
    return lines
}
