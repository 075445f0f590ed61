import YAML

/// A value in effect, for programs.
public indirect enum EffectiveValue: Sendable {
    /// A text, a time, a duration or a size, as a file would have it.
    case text(String)
    /// A whole number.
    case integer(Int64)
    /// `true` or `false`.
    case boolean(Bool)
    /// Values in order.
    case list([EffectiveValue])
    /// Named values in order.
    case members([(name: String, value: EffectiveValue)])

    /// Reads what was rendered; what stands in quotes is text.
    init(_ value: YAMLValue) {
        switch value.content {
        case .refused: self = .text("")
        case .sequence(let elements): self = .list(elements.map { EffectiveValue($0) })
        case .mapping(let entries):
            self = .members(entries.map { ($0.key, EffectiveValue($0.value)) })
        case .scalar(let scalar):
            let truths = ["true": true, "false": false]
            if scalar.isPlain, let number = Int64(scalar.text) {
                self = .integer(number)
            } else if scalar.isPlain, let truth = truths[scalar.text] {
                self = .boolean(truth)
            } else {
                self = .text(scalar.text)
            }
        }
    }
}

/// The values in effect of one file.
public struct EffectiveFile: Sendable {
    /// The file as it was named.
    public let name: String
    /// Its values, secrets hidden.
    public let values: EffectiveValue
    /// The dotted paths of the values that the file leaves to their defaults.
    public let defaults: [String]

    init(_ name: String, _ lines: YAMLLines) {
        let root = YAMLDocument(parsing: Array(lines.text.utf8)).root
        self.name = name
        values = root.map { EffectiveValue($0) } ?? .members([])
        defaults = lines.defaults
    }
}
