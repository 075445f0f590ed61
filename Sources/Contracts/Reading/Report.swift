package import YAML

/// What reading one file found out, besides its values.
package final class Report {
    /// The file as it was named.
    package let file: String
    /// What is wrong.
    package private(set) var problems: [ConfigurationProblem] = []
    /// The paths of the values that the file gives itself; all others have defaults.
    package private(set) var given: Set<String> = []
    /// Values by path that hold references, as they were written.
    package private(set) var references: [String: String] = [:]

    package init(file: String) { self.file = file }

    /// Notes a problem.
    package func add(_ message: String, at position: YAMLPosition) {
        problems.append(
            ConfigurationProblem(
                file: file, line: position.line, column: position.column, message: message))
    }

    /// Notes that something else was expected, and what it may have meant.
    package func add(
        _ found: String, expected: String, candidates: [String] = [], written: String = "",
        at position: YAMLPosition
    ) {
        var message = "\(found). expected \(expected)"
        if let nearest = Suggestion.nearest(to: written, in: candidates) {
            message += ". did you mean '\(nearest)'?"
        }
        add(message, at: position)
    }

    /// Notes that the file gives a value.
    package func give(_ path: String) { given.insert(path) }

    /// Notes how a value with references was written.
    package func refer(_ path: String, _ written: String) { references[path] = written }
}

/// Texts as messages show them.
package enum Shown {
    /// A text in quotes, cut when it is long, control characters replaced.
    package static func quoted(_ text: String) -> String {
        let scalars = text.unicodeScalars.prefix(60).map { scalar in
            scalar.value < 0x20 || scalar.value == 0x7f ? Unicode.Scalar(0xfffd) ?? " " : scalar
        }
        var shown = String(String.UnicodeScalarView(scalars))
        if text.unicodeScalars.count > 60 { shown += "..." }
        return "'\(shown)'"
    }

    /// Words as a list: `a, b or c`.
    package static func alternatives(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " or " + last
    }
}
