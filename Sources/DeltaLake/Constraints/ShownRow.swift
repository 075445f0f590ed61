import Columnar

extension Batch {
    /// The longest text of one value in a message, in characters.
    private static let shownMax = 40

    /// Values of a row for people: `price = -1.50, symbol = 'A'`; long ones are cut.
    func text(ofRow row: Int, columns names: [String]) -> String {
        let shown = names.prefix(8).map { name -> String in
            guard let index = schema.index(of: name) else { return "\(name) = NULL" }
            let text = columns[index].text(ofRow: row, schema.fields[index].type)
            let isLong = text.count > Batch.shownMax
            return "\(name) = \(isLong ? "\(text.prefix(Batch.shownMax))…" : text)"
        }
        return shown.isEmpty ? "row \(row)" : shown.joined(separator: ", ")
    }
}

extension AnyColumn {
    /// A value for people.
    func text(ofRow row: Int, _ type: DataType) -> String {
        if let validity, !validity[row] { return "NULL" }
        switch (self, type) {
        case (.boolean(let column), _): return column.values[row] ? "true" : "false"
        case (.int32(let column), .date): return CivilTime.text(day: Int64(column.values[row]))
        case (.int32(let column), _): return "\(column.values[row])"
        case (.int64(let column), .decimal(_, let scale)):
            return DecimalText.text(unscaled: Int128(column.values[row]), scale: scale)
        case (.int64(let column), .timestamp), (.int64(let column), .timestampNTZ):
            return CivilTime.text(microseconds: column.values[row])
        case (.int64(let column), _): return "\(column.values[row])"
        case (.int128(let column), .decimal(_, let scale)):
            return DecimalText.text(unscaled: column.values[row], scale: scale)
        case (.int128(let column), _): return "\(column.values[row])"
        case (.float(let column), _): return "\(column.values[row])"
        case (.double(let column), _): return "\(column.values[row])"
        case (.binary(let column), .string): return "'\(column.text(row) ?? "")'"
        case (.binary(let column), _): return "\(column[row].byteCount) bytes"
        case (.list(let column), _):
            return "a list of \(column.offsets[row + 1] - column.offsets[row])"
        case (.structure(let structure), .structure(let fields)):
            let parts = zip(fields, structure.fields).prefix(8).map { field, column in
                "\(field.name): \(column.text(ofRow: row, field.type))"
            }
            return "{\(parts.joined(separator: ", "))}"
        case (.structure, _): return "a structure"
        }
    }
}
