import Columnar
import JSONColumns

extension JSONValue {
    /// A row of a column, as the JSON of the log has it, statistics included.
    init(row: Int, of column: AnyColumn, _ type: DataType) {
        switch (column, type) {
        case (.int32(let days), .date) where !days.isNull(row):
            self = .string(CivilTime.text(day: Int64(days.values[row])))
        case (.int64(let times), .timestamp) where !times.isNull(row):
            self = .string(CivilTime.text(microseconds: times.values[row]) + "Z")
        case (.int64(let times), .timestampNTZ) where !times.isNull(row):
            self = .string(CivilTime.text(microseconds: times.values[row]))
        case (.int64(let values), .decimal(_, let scale)) where !values.isNull(row):
            self = .digits(DecimalText.text(unscaled: Int128(values.values[row]), scale: scale))
        case (.int128(let values), .decimal(_, let scale)) where !values.isNull(row):
            self = .digits(DecimalText.text(unscaled: values.values[row], scale: scale))
        case (.float(let values), _) where !values.isNull(row):
            self = .digits("\(values.values[row])")
        case (.double(let values), _) where !values.isNull(row):
            self = .digits("\(values.values[row])")
        case (.boolean(let values), _) where !values.isNull(row):
            self = .bool(values.values[row])
        case (.int32(let values), _) where !values.isNull(row):
            self = .integer(Int64(values.values[row]))
        case (.int64(let values), _) where !values.isNull(row):
            self = .integer(values.values[row])
        case (.binary(let texts), _):
            self = texts.text(row).map { .string($0) } ?? .null
        case (.structure(let structure), .structure(let fields)) where !structure.isNull(row):
            self = .object(JSONValue.members(row, of: structure, fields))
        case (.list(let lists), .array(let element, _)) where !lists.isNull(row):
            let range = Int(lists.offsets[row])..<Int(lists.offsets[row + 1])
            self = .array(range.map { JSONValue(row: $0, of: lists.elements, element) })
        case (.list(let lists), .map(_, let value, _)) where !lists.isNull(row):
            self = .object(JSONValue.entries(row, of: lists, value))
        default:
            self = .null
        }
    }

    /// A number of a text; null for NaN and infinities, which JSON has not.
    private static func digits(_ text: String) -> JSONValue {
        (try? JSONValue(parsing: text)) ?? .null
    }

    /// The members that are not null.
    private static func members(
        _ row: Int, of structure: StructColumn, _ fields: [Field]
    ) -> JSONObject {
        var members: [JSONObject.Member] = []
        for (field, column) in zip(fields, structure.fields) {
            let value = JSONValue(row: row, of: column, field.type)
            if !value.isNull { members.append(.init(field.name, value)) }
        }
        return JSONObject(members)
    }

    private static func entries(_ row: Int, of lists: ListColumn, _ type: DataType) -> JSONObject {
        guard case .structure(let entries) = lists.elements, entries.fields.count == 2,
            case .binary(let keys) = entries.fields[0]
        else { return JSONObject() }
        let range = Int(lists.offsets[row])..<Int(lists.offsets[row + 1])
        return JSONObject(
            range.map { entry in
                .init(
                    keys.text(entry) ?? "",
                    JSONValue(row: entry, of: entries.fields[1], type))
            })
    }
}
