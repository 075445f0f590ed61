import Columnar
import JSONColumns

/// The statistics of a file as JSON, of the values that a checkpoint has instead.
enum StatisticsText {
    /// The text of a row of `stats_parsed`; nil for null.
    static func text(_ row: Int, of statistics: StructColumn, _ fields: [Field]) -> String? {
        if statistics.isNull(row) { return nil }
        var writer = JSONWriter()
        write(row, of: statistics, fields, to: &writer)
        return writer.text
    }

    private static func write(
        _ row: Int, of structure: StructColumn, _ fields: [Field], to writer: inout JSONWriter
    ) {
        writer.beginObject()
        for (field, column) in zip(fields, structure.fields) {
            if case .structure(let inner) = column, case .structure(let fields) = field.type {
                if inner.isNull(row) { continue }
                writer.name(field.name)
                write(row, of: inner, fields, to: &writer)
            } else if let value = value(row, of: column, field.type) {
                writer.member(field.name, value)
            }
        }
        writer.endObject()
    }

    /// A single value; nil for null and for what JSON cannot say.
    private static func value(_ row: Int, of column: AnyColumn, _ type: DataType) -> JSONValue? {
        switch (column, type) {
        case (.int32(let values), .date):
            values.isNull(row) ? nil : .string(CivilTime.text(day: Int64(values.values[row])))
        case (.int64(let values), .timestamp):
            values.isNull(row)
                ? nil : .string(CivilTime.text(microseconds: values.values[row]) + "Z")
        case (.int64(let values), .timestampNTZ):
            values.isNull(row) ? nil : .string(CivilTime.text(microseconds: values.values[row]))
        case (.int64(let values), .decimal(_, let scale)):
            values.isNull(row)
                ? nil
                : number(DecimalText.text(unscaled: Int128(values.values[row]), scale: scale))
        case (.int128(let values), .decimal(_, let scale)):
            values.isNull(row)
                ? nil : number(DecimalText.text(unscaled: values.values[row], scale: scale))
        case (.float(let values), _):
            values.isNull(row) ? nil : number("\(values.values[row])")
        case (.double(let values), _):
            values.isNull(row) ? nil : number("\(values.values[row])")
        default:
            plain(row, of: column, type)
        }
    }

    private static func plain(_ row: Int, of column: AnyColumn, _ type: DataType) -> JSONValue? {
        let value = JSONValue(row: row, of: column, type)
        return value.isNull ? nil : value
    }

    private static func number(_ text: String) -> JSONValue? { try? JSONValue(parsing: text) }
}
