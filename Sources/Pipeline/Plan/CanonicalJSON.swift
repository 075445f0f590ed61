/// Writes JSON without spaces, members in the order given, for text that is hashed.
///
/// Integers are written in full, so 128-bit ones are too; an absent value is `null`.
struct CanonicalJSON {
    private(set) var text = ""
    private var needsComma = false

    /// Writes an object; `body` writes its members.
    mutating func object(_ body: (inout CanonicalJSON) -> Void) {
        separate()
        text += "{"
        needsComma = false
        body(&self)
        text += "}"
        needsComma = true
    }

    /// Writes a member that is a list of objects.
    mutating func members<Element>(
        _ key: String, _ elements: [Element], _ body: (inout CanonicalJSON, Element) -> Void
    ) {
        list(key, elements) { out, element in out.object { body(&$0, element) } }
    }

    /// Writes a member that is a list of strings.
    mutating func strings(_ key: String, _ elements: [String]) {
        list(key, elements) { out, element in
            out.separate()
            out.quote(element)
        }
    }

    /// Writes a member that is a string, or null.
    mutating func member(_ key: String, _ value: String?) {
        name(key)
        if let value { quote(value) } else { text += "null" }
    }

    /// Writes a member that is an integer, or null.
    mutating func member(_ key: String, _ value: (some BinaryInteger)?) {
        name(key)
        text += value.map { String($0) } ?? "null"
    }

    /// Writes a member that is true or false.
    mutating func member(_ key: String, _ value: Bool) {
        name(key)
        text += value ? "true" : "false"
    }

    private mutating func list<Element>(
        _ key: String, _ elements: [Element], _ write: (inout CanonicalJSON, Element) -> Void
    ) {
        name(key)
        text += "["
        needsComma = false
        for element in elements { write(&self, element) }
        text += "]"
        needsComma = true
    }

    private mutating func name(_ key: String) {
        separate()
        quote(key)
        text += ":"
    }

    private mutating func separate() {
        if needsComma { text += "," }
        needsComma = true
    }

    private mutating func quote(_ value: String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
