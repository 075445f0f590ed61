package import Columnar
import Bytes
import DeltaLake
package import JSONColumns

/// The values of columns as texts.
package enum CellText {
    /// How bytes are written that have no text form of their own.
    package enum BinaryForm: Sendable {
        /// Two digits a byte, always.
        case hexadecimal
        /// As text where they are UTF-8, else `0x` and two digits a byte.
        case readable
    }

    /// The text of a value; nil for null.
    ///
    /// Numbers are exact, times RFC 3339 in UTC, nested values JSON.
    package static func text(
        _ column: AnyColumn, _ type: DataType, _ row: Int, binary: BinaryForm
    ) -> String? {
        if let validity = column.validity, !validity[row] { return nil }
        switch column {
        case .boolean(let column): return column.values[row] ? "true" : "false"
        case .int32(let column): return whole(Int128(column.values[row]), type)
        case .int64(let column): return whole(Int128(column.values[row]), type)
        case .int128(let column): return whole(column.values[row], type)
        case .float(let column): return "\(column.values[row])"
        case .double(let column): return "\(column.values[row])"
        case .binary(let column):
            if type == .string { return column.text(row) }
            return bytes(column[row].copy(), binary)
        case .list, .structure:
            var writer = JSONWriter()
            write(column, type, row, to: &writer, binary: binary)
            return writer.text
        }
    }

    /// Writes a value as JSON: decimals, times and bytes as strings.
    package static func write(
        _ column: AnyColumn, _ type: DataType, _ row: Int, to writer: inout JSONWriter,
        binary: BinaryForm
    ) {
        if let validity = column.validity, !validity[row] {
            writer.null()
            return
        }
        switch (column, type) {
        case (.boolean(let column), _): writer.bool(column.values[row])
        case (.float(let column), _): writer.double(Double("\(column.values[row])") ?? .nan)
        case (.double(let column), _): writer.double(column.values[row])
        case (.list(let list), .map(let key, let value, _)):
            writeMap(list, key, value, row, to: &writer, binary: binary)
        case (.list(let list), .array(let element, _)):
            writer.beginArray()
            for index in list.offsets[row]..<list.offsets[row + 1] {
                write(list.elements, element, Int(index), to: &writer, binary: binary)
            }
            writer.endArray()
        case (.structure(let column), .structure(let fields)):
            writer.beginObject()
            for (field, values) in zip(fields, column.fields) {
                writer.name(field.name)
                write(values, field.type, row, to: &writer, binary: binary)
            }
            writer.endObject()
        default:
            guard let text = text(column, type, row, binary: binary) else { return writer.null() }
            if type.isWhole { writer.raw(text) } else { writer.string(text) }
        }
    }

    private static func writeMap(
        _ list: ListColumn, _ key: DataType, _ value: DataType, _ row: Int,
        to writer: inout JSONWriter, binary: BinaryForm
    ) {
        writer.beginObject()
        if case .structure(let pairs) = list.elements, pairs.fields.count == 2 {
            for index in list.offsets[row]..<list.offsets[row + 1] {
                writer.name(text(pairs.fields[0], key, Int(index), binary: binary) ?? "")
                write(pairs.fields[1], value, Int(index), to: &writer, binary: binary)
            }
        }
        writer.endObject()
    }

    private static func whole(_ value: Int128, _ type: DataType) -> String {
        switch type {
        case .date: CivilTime.text(day: Int64(clamping: value))
        case .timestamp: CivilTime.text(microseconds: Int64(clamping: value)) + "Z"
        case .timestampNTZ: CivilTime.text(microseconds: Int64(clamping: value))
        case .decimal(_, let scale): decimal(value, scale: scale)
        default: String(value)
        }
    }

    /// The text of an unscaled value: `-12.50` for -1250 at scale 2.
    package static func decimal(_ unscaled: Int128, scale: Int) -> String {
        let digits = String(unscaled.magnitude)
        let sign = unscaled < 0 ? "-" : ""
        guard scale > 0 else { return sign + digits }
        let padding = String(repeating: "0", count: max(0, scale + 1 - digits.count))
        let padded = padding + digits
        return "\(sign)\(padded.dropLast(scale)).\(padded.suffix(scale))"
    }

    private static func bytes(_ bytes: [UInt8], _ form: BinaryForm) -> String {
        if form == .readable, let text = String(validating: bytes, as: UTF8.self) { return text }
        let digits = Array("0123456789abcdef")
        var text = form == .readable ? "0x" : ""
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return text
    }
}

extension DataType {
    /// Whether values are integers without a unit.
    package var isWhole: Bool {
        switch self {
        case .byte, .short, .integer, .long: true
        default: false
        }
    }

    /// Whether values stand on the right in a table.
    package var isNumber: Bool {
        switch self {
        case .float, .double, .decimal: true
        default: isWhole
        }
    }
}
