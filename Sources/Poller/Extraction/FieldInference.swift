internal import Bytes
internal import JSONColumns

/// A value of a vendor's records, and what a source's file would say of it.
package struct InferredField: Sendable, Equatable {
    /// The name, that of the value.
    package let name: String
    /// Where it is in a record.
    package let path: String
    /// What it seems to be, as a file has it: `as: decimal`, `time: ms`.
    package let cast: String

    /// The line of a file's `records.fields`.
    package var yaml: String {
        let key = Self.isPlain(name) ? name : Self.quoted(name)
        let from = Self.isPlain(path) ? path : Self.quoted(path)
        return "\(key): {from: \(from), \(cast)}"
    }

    private static func isPlain(_ text: String) -> Bool {
        text.utf8.first.map { (0x61...0x7a).contains($0 | 0x20) || $0 == 0x5f } == true
            && text.utf8.allSatisfy {
                (0x61...0x7a).contains($0 | 0x20) || (0x30...0x39).contains($0) || $0 == 0x5f
                    || $0 == 0x2e
            }
            && !["n", "no", "y", "yes", "on", "off", "true", "false", "null"]
                .contains(text.lowercased())
    }

    private static func quoted(_ text: String) -> String {
        "'\(text.replacing("'", with: "''"))'"
    }
}

/// Guesses what the values of a vendor's records are: the beginning of a file's `fields`.
struct FieldInference {
    private struct Value {
        let path: String
        var kinds: Set<Kind> = []
    }

    private enum Kind: Hashable {
        case integer, decimal, numberText, boolean, text
        case time(String)
    }

    private let now: Int64
    private var values: [Value] = []

    private static let rowsMax = 100
    private static let valuesMax = 200
    private static let depthMax = 3

    /// - Parameter now: numbers that would be later as times are none.
    init(now: Int64) { self.now = now }

    /// The fields of records, in the order of the first ones.
    static func fields(of rows: [SourceRow], now: Int64) -> [InferredField] {
        var inference = FieldInference(now: now)
        for row in rows.prefix(rowsMax) {
            inference.look(at: row.members, under: "", depth: 0)
        }
        return inference.values.map { value in
            let name = value.path.split(separator: ".").joined(separator: "_")
            return InferredField(
                name: String(name.filter { !"[]\"".contains($0) }), path: value.path,
                cast: cast(value.kinds))
        }
    }

    private mutating func look(
        at members: [JSONObject.Member], under parent: String, depth: Int
    ) {
        for member in members where !member.value.isNull {
            let path = Self.path(parent, member.name)
            if let object = member.value.object, depth < Self.depthMax {
                look(at: object.members, under: path, depth: depth + 1)
            } else if let kind = kind(of: member.value, called: member.name) {
                add(kind, at: path)
            }
        }
    }

    private mutating func add(_ kind: Kind, at path: String) {
        let index: Int
        if let found = values.firstIndex(where: { $0.path.hasSameBytes(as: path) }) {
            index = found
        } else {
            guard values.count < Self.valuesMax else { return }
            values.append(Value(path: path))
            index = values.count - 1
        }
        values[index].kinds.insert(kind)
    }

    private static func path(_ parent: String, _ name: String) -> String {
        // A dollar sign alone, or nothing, is the whole value.
        let isWord = !["", "$"].contains(name) && name.utf8.allSatisfy(ValuePathParser.isWord)
        guard isWord else { return "\(parent)[\"\(name)\"]" }
        return parent.isEmpty ? name : "\(parent).\(name)"
    }

    /// Nil for what is no single value.
    private func kind(of value: JSONValue, called name: String) -> Kind? {
        switch value {
        case .bool: return .boolean
        case .number(let number):
            guard number.text.utf8.allSatisfy({ $0 != 0x2e && $0 | 0x20 != 0x65 }) else {
                return unit(of: number.text, called: name).map { .time($0) } ?? .decimal
            }
            return unit(of: number.text, called: name).map { .time($0) } ?? .integer
        case .string(let text):
            if DecimalText.order(text, "0") != nil {
                return unit(of: text, called: name).map { .time($0) } ?? .numberText
            }
            return Self.form(of: text).map { .time($0) } ?? .text
        default: return nil
        }
    }

    /// The unit in which a number is a time since 1990, and not later than tomorrow.
    ///
    /// Seconds are as large as many volumes: their name has to speak of time.
    private func unit(of text: String, called name: String) -> String? {
        let word = name.lowercased()
        let speaksOfTime =
            ["t", "ts", "_", "0"].contains(word) || word.contains("time")
            || word.contains("date") || word.hasSuffix("_ts") || word.hasSuffix("_at")
        for unit in TimeFormat.Unit.allCases where unit != .seconds || speaksOfTime {
            guard let time = TimeFormat.count(unit).nanoseconds(text, in: .utc) else { continue }
            if PlausibleTimes.range(now: now).contains(time) { return "time: \(unit.rawValue)" }
        }
        return nil
    }

    private static func form(of text: String) -> String? {
        if TimeFormat.rfc3339.nanoseconds(text, in: .utc) != nil { return "time: rfc3339" }
        if TimeFormat.date.nanoseconds(text, in: .utc) != nil { return "time: date, zone: UTC" }
        for (pattern, zone) in [
            ("%Y-%m-%d %H:%M:%S", ", zone: UTC"), ("%Y-%m-%dT%H:%M:%S%z", ""),
            ("%Y-%m-%d %H:%M", ", zone: UTC"),
        ] {
            guard let format = try? TimeFormat(pattern) else { continue }
            if format.nanoseconds(text, in: .utc) != nil { return "time: '\(pattern)'\(zone)" }
        }
        return nil
    }

    private static func cast(_ kinds: Set<Kind>) -> String {
        if kinds.count == 1, case .time(let cast) = kinds.first { return cast }
        switch kinds {
        case [.integer]: return "as: integer"
        case [.boolean]: return "as: boolean"
        case _ where kinds.isSubset(of: [.integer, .decimal, .numberText]): return "as: decimal"
        default: return "as: text"
        }
    }
}
