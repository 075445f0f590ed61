/// Replaces `${env:NAME}` and `${file:path}` in a text; `$$` is a literal `$`.
package struct References {
    package let surroundings: Surroundings
    /// The file in which the text stands; relative paths are seen from its folder.
    let file: String
    /// Is told what each reference stands for: what must not be shown.
    private let resolved: (String) -> Void

    /// Makes references of a file's texts.
    ///
    /// - Parameter resolved: is told what each reference stands for: what must not be shown.
    package init(
        surroundings: Surroundings, file: String, resolved: @escaping (String) -> Void = { _ in }
    ) {
        self.surroundings = surroundings
        self.file = file
        self.resolved = resolved
    }

    /// The most bytes that a referenced file may have.
    private static let bytesMax = 65_536

    /// A text without references, and whether it had any.
    package struct Expansion {
        package var text = ""
        package var hadReference = false
    }

    /// What is wrong with a reference.
    package struct Problem: Error {
        package let message: String
    }

    package func expand(_ written: String) throws(Problem) -> Expansion {
        var expansion = Expansion()
        var rest = written[...]
        while let dollar = rest.firstIndex(of: "$") {
            expansion.text += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            switch rest.first {
            case "$":
                expansion.text += "$"
                rest = rest.dropFirst()
            case "{":
                guard let brace = rest.firstIndex(of: "}") else {
                    throw Problem(message: "'${' without '}'. expected ${env:NAME} or ${file:path}")
                }
                let inside = rest[rest.index(after: rest.startIndex)..<brace]
                let value = try resolve(String(inside))
                resolved(value)
                expansion.text += value
                expansion.hadReference = true
                rest = rest[rest.index(after: brace)...]
            default:
                throw Problem(
                    message: "a lone '$'. expected ${env:NAME}, ${file:path}, or $$ for a literal $"
                )
            }
        }
        expansion.text += rest
        return expansion
    }

    private func resolve(_ reference: String) throws(Problem) -> String {
        let parts = reference.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let target = parts.count == 2 ? String(parts[1]) : ""
        switch parts.first.map(String.init) {
        case "env" where !target.isEmpty:
            guard let value = surroundings.environment(target) else {
                throw Problem(
                    message: "the environment variable \(target) is not set. expected"
                        + " `export \(target)=...` before the start")
            }
            return value
        case "file" where !target.isEmpty: return try contents(of: target)
        case "keyvault":
            throw Problem(
                message: "${keyvault:...} is not available in this version. expected ${env:NAME}"
                    + " or ${file:path}")
        default:
            // What stands there is not shown: it may be a piece of a password with a `$` in it.
            throw Problem(
                message: "a reference of an unknown kind. expected ${env:NAME}, ${file:path}, or $$"
                    + " for a literal $")
        }
    }

    /// The text of a file without the line feed at its end.
    private func contents(of path: String) throws(Problem) -> String {
        let bytes: [UInt8]
        do {
            bytes = try surroundings.readFile(Path.join(path, besides: file))
        } catch {
            throw Problem(message: "${file:\(path)}: \(error)")
        }
        guard bytes.count <= Self.bytesMax else {
            throw Problem(
                message: "${file:\(path)} has \(bytes.count) bytes. expected at most"
                    + " \(Self.bytesMax)")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Problem(message: "${file:\(path)} is no UTF-8. expected text")
        }
        if text.hasSuffix("\r\n") || text.hasSuffix("\n") { return String(text.dropLast()) }
        return text
    }
}
