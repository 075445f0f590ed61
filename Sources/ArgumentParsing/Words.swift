/// The words of the command line, sorted by what the command declares.
struct Words {
    /// Option and flag values by name, in the order given; a flag's value is empty.
    private(set) var values: [String: [String]] = [:]
    private(set) var positional: [String] = []
    private(set) var problems: [String] = []

    private let options: [Parameter]
    private let command: CommandPath

    init(_ words: [String], parameters: [Parameter], command: CommandPath) {
        options = parameters.filter { $0.kind != .argument }
        self.command = command
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                positional.append(contentsOf: rest)
                return
            }
            // `-` alone is a name that many programs give to standard input.
            guard word.hasPrefix("-"), word != "-", !isNumber(word) else {
                positional.append(word)
                continue
            }
            takeOption(word, rest: &rest)
        }
    }

    mutating func takePositional() -> String? {
        positional.isEmpty ? nil : positional.removeFirst()
    }

    mutating func takeValues(_ name: String) -> [String] {
        values.removeValue(forKey: name) ?? []
    }

    mutating func takeProblems() -> [String] {
        defer { problems = [] }
        return problems
    }

    private mutating func takeOption(_ word: String, rest: inout ArraySlice<String>) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let spelling = String(parts.first ?? "")
        let attached = parts.count == 2 ? String(parts[1]) : nil
        guard let option = options.first(where: { isSpelled($0, spelling) }) else {
            return problems.append(unknown(spelling))
        }
        if option.kind == .flag {
            if attached != nil { problems.append("\(spelling) takes no value") }
            values[option.name, default: []].append("")
        } else if let value = attached ?? takeValue(&rest) {
            values[option.name, default: []].append(value)
        } else {
            // Mentioned, though empty: it is not missing as well.
            values[option.name, default: []] += []
            problems.append("\(spelling) needs a value: \(spelling) \(option.valueName)")
        }
        if !option.isRepeated, values[option.name, default: []].count > 1 {
            values[option.name]?.removeLast()
            problems.append("\(spelling) is given twice")
        }
    }

    /// The next word, unless it looks like an option; such a value needs `=`.
    private func takeValue(_ rest: inout ArraySlice<String>) -> String? {
        guard let next = rest.first else { return nil }
        guard !next.hasPrefix("-") || next == "-" || isNumber(next) else { return nil }
        return rest.popFirst()
    }

    private func isSpelled(_ option: Parameter, _ spelling: String) -> Bool {
        spelling == option.spelling || option.short.map { spelling == "-\($0)" } ?? false
    }

    private func unknown(_ spelling: String) -> String {
        let known = options.map(\.spelling) + ["--help"]
        guard let near = nearest(to: spelling, among: known) else {
            return "no option \(spelling) in \(command)"
        }
        return "no option \(spelling). did you mean \(near)?"
    }
}

private func isNumber(_ word: String) -> Bool {
    word.utf8.dropFirst().first.map { (0x30...0x39).contains($0) } ?? false
}
