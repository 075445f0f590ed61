import Columnar
import JSONColumns

extension ColumnBuilder {
    /// A builder for values as statistics spell them: dates and times as texts, decimals as
    /// numbers. What a type cannot hold exactly becomes null, which says nothing of a file.
    static func makeForStatistics(of type: DataType) -> ColumnBuilder? {
        switch type {
        case .byte:
            FixedBuilder(
                placeholder: 0, { $0.int64.flatMap(Int8.init(exactly:)).map { Int32($0) } },
                AnyColumn.int32)
        case .short:
            FixedBuilder(
                placeholder: 0, { $0.int64.flatMap(Int16.init(exactly:)).map { Int32($0) } },
                AnyColumn.int32)
        case .date:
            FixedBuilder(
                placeholder: 0,
                { $0.string.flatMap { CivilTime.day(text: $0) }.flatMap(Int32.init(exactly:)) },
                AnyColumn.int32)
        case .timestamp, .timestampNTZ:
            FixedBuilder(
                placeholder: 0, { $0.string.flatMap { CivilTime.microseconds(text: $0) } },
                AnyColumn.int64)
        case .float:
            FixedBuilder(
                placeholder: 0, { $0.number.flatMap { Float($0.text) } }, AnyColumn.float)
        case .double:
            FixedBuilder(placeholder: 0, \.double, AnyColumn.double)
        case .decimal(let precision, let scale):
            decimalBuilder(precision: precision, scale: scale)
        default:
            nil
        }
    }

    private static func decimalBuilder(precision: Int, scale: Int) -> ColumnBuilder {
        let unscaled: (JSONValue) -> Int128? = { value in
            value.number.flatMap { DecimalText.unscaled(text: $0.text, scale: scale) }.flatMap {
                String($0.magnitude).utf8.count <= precision ? $0 : nil
            }
        }
        if precision > 18 {
            return FixedBuilder(placeholder: 0, unscaled, AnyColumn.int128)
        }
        return FixedBuilder(
            placeholder: 0, { unscaled($0).flatMap(Int64.init(exactly:)) }, AnyColumn.int64)
    }
}
