import Bytes
import Columnar
import Parquet

/// A value in a form that has an order; those of one column have the same form.
typealias Ordinal = ParquetValue

/// What is known of a column's values in a file or a part of it.
typealias ColumnBounds = ParquetZone

extension ParquetValue {
    /// A value as a column of a type has it; nil where no value of the column could be it.
    init?(_ value: PredicateValue, of type: DataType) {
        switch (value, type) {
        case (.boolean(let value), .boolean): self = .whole(value ? 1 : 0)
        case (.integer(let value), .byte), (.integer(let value), .short),
            (.integer(let value), .integer), (.integer(let value), .long),
            (.integer(let value), .date), (.integer(let value), .timestamp),
            (.integer(let value), .timestampNTZ):
            self = .whole(Int128(value))
        case (.integer(let value), .float), (.integer(let value), .double):
            guard let double = Double(exactly: value) else { return nil }
            self = .floating(double)
        case (.integer(let value), .decimal(_, let scale)):
            self.init(unscaled: Int128(value), scale: 0, to: scale)
        case (.decimal(let value, let own), .decimal(_, let scale)):
            self.init(unscaled: value, scale: own, to: scale)
        case (.floating(let value), .float), (.floating(let value), .double):
            self = .floating(value)
        case (.text(let value), .string): self = .bytes(Array(value.utf8))
        case (.binary(let value), .binary): self = .bytes(value)
        default: return nil
        }
    }

    private init?(unscaled value: Int128, scale: Int, to wanted: Int) {
        var value = value
        for _ in 0..<max(0, min(wanted - scale, 40)) {
            let product = value.multipliedReportingOverflow(by: 10)
            if product.overflow { return nil }
            value = product.partialValue
        }
        for _ in 0..<max(0, min(scale - wanted, 40)) {
            guard value % 10 == 0 else { return nil }
            value /= 10
        }
        self = .whole(value)
    }

    /// The value of a row that is not null; nil for nested ones.
    init?(_ row: Int, of column: AnyColumn) {
        switch column {
        case .boolean(let values): self = .whole(values.values[row] ? 1 : 0)
        case .int32(let values): self = .whole(Int128(values.values[row]))
        case .int64(let values): self = .whole(Int128(values.values[row]))
        case .int128(let values): self = .whole(values.values[row])
        case .float(let values): self = .floating(Double(values.values[row]))
        case .double(let values): self = .floating(values.values[row])
        case .binary(let values): self = .bytes(values[row].copy())
        case .list, .structure: return nil
        }
    }
}
