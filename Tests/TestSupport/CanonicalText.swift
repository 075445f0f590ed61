import Bytes
public import Columnar

/// Values as `golden/digest.py` and `rows.jsonl` spell them: `canon` for what is nested.
public enum CanonicalText {
    /// The canonical text of a value: what the hash of a nested one is made of.
    public static func text(_ row: Int, of column: AnyColumn, _ type: DataType) -> String {
        if let validity = column.validity, !validity[row] { return "null" }
        switch (column, type) {
        case (.boolean(let values), _): return values.values[row] ? "true" : "false"
        case (.int32(let values), _): return String(values.values[row])
        case (.int64(let values), .decimal(_, let scale)):
            return decimal(Int128(values.values[row]), scale)
        case (.int64(let values), _): return String(values.values[row])
        case (.int128(let values), .decimal(_, let scale)):
            return decimal(values.values[row], scale)
        case (.float(let values), _): return floating(Double(values.values[row]))
        case (.double(let values), _): return floating(values.values[row])
        case (.binary(let values), .binary):
            return "x" + values[row].copy().map { hex(UInt64($0), 2) }.joined()
        case (.binary(let values), _): return quoted(values.text(row) ?? "")
        case (.structure(let structure), .structure(let fields)):
            let members = zip(fields, structure.fields).map { field, column in
                "\(field.name):\(text(row, of: column, field.type))"
            }
            return "{\(members.joined(separator: ","))}"
        case (.list(let lists), .array(let element, _)):
            let texts = range(row, of: lists).map { text($0, of: lists.elements, element) }
            return "[\(texts.joined(separator: ","))]"
        case (.list(let lists), .map(let key, let value, _)):
            guard case .structure(let entries) = lists.elements else { return "?" }
            let texts = range(row, of: lists).map { entry in
                text(entry, of: entries.fields[0], key) + "="
                    + text(entry, of: entries.fields[1], value)
            }
            let sorted = texts.sorted {
                $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
            }
            return "<\(sorted.joined(separator: ","))>"
        default: return "?"
        }
    }

    private static func range(_ row: Int, of lists: ListColumn) -> Range<Int> {
        Int(lists.offsets[row])..<Int(lists.offsets[row + 1])
    }

    private static func decimal(_ value: Int128, _ scale: Int) -> String {
        let digits = String(value.magnitude)
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
        let sign = value < 0 ? "-" : ""
        return scale == 0
            ? sign + digits : "\(sign)\(padded.dropLast(scale)).\(padded.suffix(scale))"
    }

    private static func floating(_ value: Double) -> String {
        value.isNaN ? "nan" : hex(value.bitPattern, 16)
    }

    private static func hex(_ value: UInt64, _ width: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: width - digits.count) + digits
    }

    /// A text as Python's `json.dumps(ensure_ascii=False)` writes it.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{8}": result += "\\b"
            case "\u{c}": result += "\\f"
            case "\0"..<" ": result += "\\u" + hex(UInt64(scalar.value), 4)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
