import JSONColumns
import Pipeline
import YAML

/// The types of fields by their words.
private enum TypeWord: String, CaseIterable {
    case string, identifier, decimal, timestamp, long, boolean
    case stringArray = "string_array"
}

/// What a `unit` can say.
private enum UnitWord: String, CaseIterable {
    case rfc3339
    case seconds = "s"
    case milliseconds = "ms"
    case microseconds = "us"
    case nanoseconds = "ns"
}

extension ContractReader {
    /// The type of a field; nil after noting what is wrong.
    func readType(_ section: Section) -> FieldType? {
        let words = TypeWord.allCases.map(\.rawValue)
        let expected = Shown.alternatives(words)
        guard section.value("type") != nil else {
            section.missing("type", expected: expected)
            return nil
        }
        let word = section.parsed(
            "type", expected: expected, candidates: words
        ) { TypeWord(rawValue: $0) }
        guard let word else { return nil }
        if word != .decimal { refuse(["precision", "scale"], for: word, in: section) }
        if word != .timestamp { refuse(["unit"], for: word, in: section) }
        switch word {
        case .string: return .string
        case .identifier: return .identifier
        case .decimal: return readDecimal(section)
        case .timestamp: return .timestamp(readForms(section))
        case .long: return .long
        case .boolean: return .boolean
        case .stringArray: return .stringArray
        }
    }

    private func refuse(_ keys: [String], for word: TypeWord, in section: Section) {
        for entry in section.entries where keys.contains(entry.key) {
            section.report.add(
                "'\(section.path(of: entry.key))' means nothing for \(word.rawValue)",
                expected: "it to be left out", at: entry.keyPosition)
        }
    }

    private func readDecimal(_ section: Section) -> FieldType? {
        for key in ["precision", "scale"] where section.value(key) == nil {
            section.missing(
                key, expected: "the digits of the decimal, as in precision: 18, scale: 9")
        }
        let precision = section.integer("precision", default: 38, in: 1...38)
        let scale = section.integer("scale", default: 0, in: 0...38)
        guard scale <= precision else {
            section.report.add(
                "'\(section.path(of: "scale"))' is \(scale)",
                expected: "at most the precision, \(precision)", at: section.position)
            return nil
        }
        return .decimal(precision: precision, scale: scale)
    }

    /// RFC 3339 unless the contract says otherwise; at most one unit of integers.
    private func readForms(_ section: Section) -> TimestampForms {
        let words = UnitWord.allCases.map(\.rawValue)
        let expected = "\(Shown.alternatives(words)), or a list of rfc3339 and one other"
        guard let value = section.value("unit") else { return TimestampForms() }
        var elements = [value]
        if case .sequence(let several) = value.content { elements = several }
        var forms = TimestampForms(takesRFC3339: false)
        for element in elements {
            guard let scalar = section.scalar(element, "unit", expected: expected) else { continue }
            switch UnitWord(rawValue: scalar.text) {
            case .rfc3339 where !forms.takesRFC3339: forms.takesRFC3339 = true
            case let word? where word != .rfc3339 && forms.integerUnit == nil:
                forms.integerUnit = TimeUnit(rawValue: word.rawValue)
            default:
                section.wrong(
                    "unit", Shown.quoted(scalar.text), expected: expected, candidates: words,
                    written: scalar.text, at: scalar.position)
            }
        }
        if elements.isEmpty {
            section.wrong("unit", "an empty list", expected: expected, at: value.position)
        }
        return forms
    }
}

extension FieldType {
    /// What a value of the type looks like in a contract.
    var valueForm: String {
        switch self {
        case .string, .identifier, .stringArray: "text"
        case .decimal(let precision, let scale):
            "a number of at most \(precision) digits, \(scale) of them after the point"
        case .timestamp: "a time such as 2026-01-05T14:30:00Z"
        case .long: "a whole number of 64 bits"
        case .boolean: "true or false"
        }
    }

    /// Reads a value of the type as a contract writes it.
    func value(of text: String) -> FieldValue? {
        switch self {
        case .string, .identifier, .stringArray: .string(text)
        case .decimal(let precision, let scale):
            DecimalText.parse(text, precision: precision, scale: scale).map { .decimal($0) }
        case .timestamp: RFC3339.nanoseconds(text).map { .timestamp($0) }
        case .long: IntegerText.parse(text).map { .long(Int64($0)) }
        case .boolean: ["true": true, "false": false][text].map { .boolean($0) }
        }
    }

    /// How messages name the type.
    var shownName: String {
        switch self {
        case .string: "string"
        case .identifier: "identifier"
        case .decimal(let precision, let scale): "decimal(\(precision),\(scale))"
        case .timestamp: "timestamp"
        case .long: "long"
        case .boolean: "boolean"
        case .stringArray: "string_array"
        }
    }
}
