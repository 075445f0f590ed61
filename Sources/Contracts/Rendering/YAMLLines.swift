/// Writes YAML lines with remarks in one column.
struct YAMLLines {
    private var lines: [(text: String, remark: String?)] = []
    private var indentation = 0
    /// The names of the mappings that stand around the next line.
    private var names: [String] = []
    /// The dotted paths of the entries with a remark: those that are defaults.
    private(set) var defaults: [String] = []

    /// The column of remarks.
    private static let remarkColumn = 44

    /// The text so far.
    var text: String {
        lines.map { line in
            guard let remark = line.remark else { return line.text + "\n" }
            let gap = max(2, Self.remarkColumn - line.text.unicodeScalars.count)
            return line.text + String(repeating: " ", count: gap) + "# \(remark)\n"
        }.joined()
    }

    /// Writes `key: value`; the value is YAML already.
    mutating func entry(_ key: String, _ value: String, remark: String? = nil) {
        let indent = String(repeating: " ", count: indentation)
        lines.append(("\(indent)\(Self.scalar(key)): \(value)", remark))
        if remark != nil { defaults.append((names + [key]).joined(separator: ".")) }
    }

    /// Writes `key:` and what is below it.
    mutating func section(_ key: String, _ body: (inout YAMLLines) -> Void) {
        lines.append((String(repeating: " ", count: indentation) + "\(Self.scalar(key)):", nil))
        names.append(key)
        indented(body)
        names.removeLast()
    }

    /// Writes an element of a list, whose first line is a key.
    mutating func element(remark: String? = nil, _ body: (inout YAMLLines) -> Void) {
        let first = lines.count
        indented(body)
        guard first < lines.count else { return }
        let indent = String(repeating: " ", count: indentation)
        lines[first].text = indent + "- " + lines[first].text.dropFirst(indentation + 2)
        if let remark { lines[first].remark = remark }
    }

    /// Writes a line as it is.
    mutating func line(_ text: String) { lines.append((text, nil)) }

    private mutating func indented(_ body: (inout YAMLLines) -> Void) {
        indentation += 2
        body(&self)
        indentation -= 2
    }

    /// A text as a YAML scalar, in quotes where it could mean something else.
    static func scalar(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            (0x61...0x7a).contains(byte) || (0x41...0x5a).contains(byte)
                || (0x30...0x39).contains(byte) || "./_-$+".utf8.contains(byte)
        }
        let starters = "-.".utf8
        let isWord = !["null", "Null", "NULL"].contains(text)
        if isPlain, isWord, let first = text.utf8.first,
            !starters.contains(first) || text.count > 1,
            first != UInt8(ascii: "-")
        {
            return text
        }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case _
            where scalar.value < 0x20 || (0x7f...0xa0).contains(scalar.value)
                || [0x2028, 0x2029, 0xfeff].contains(scalar.value):
                let hex = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// Values as a list on one line.
    static func list(_ elements: [String]) -> String {
        "[" + elements.joined(separator: ", ") + "]"
    }
}
