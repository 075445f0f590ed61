public import Columnar

/// What a finished file is, for a table's log.
public struct ParquetFileSummary: Sendable {
    /// The file's size in bytes.
    public let size: Int
    /// The number of rows.
    public let rowCount: Int
    /// The primitive columns, in the order of the schema.
    public let columns: [ParquetColumnSummary]
}

/// What is known of a primitive column's values over a whole file.
public struct ParquetColumnSummary: Sendable {
    /// The names from the outside in, as the file has them: elements of lists lie under
    /// `list.element`, those of maps under `key_value.key` and `key_value.value`.
    public let path: [String]
    /// The type.
    public let type: DataType
    /// True inside a list or a map.
    public let isRepeated: Bool
    /// The number of absent values.
    public let nullCount: Int
    /// The number of rows in which the outermost list or map around the values is absent; 0 where
    /// there is none around them.
    public let nullListCount: Int
    /// The number of values that are not a number, of a float or double column.
    public let nanCount: Int
    /// The least value; nil if there is none, or none that can be ordered.
    public let minimum: ParquetBound?
    /// The greatest value; nil if there is none, or none that can be ordered.
    public let maximum: ParquetBound?
}

/// A bound of a column's values.
public enum ParquetBound: Sendable, Equatable {
    /// Of a boolean column: false before true.
    case boolean(Bool)
    /// Of a byte, short, integer, long, date (days) or timestamp (microseconds) column.
    case integer(Int64)
    /// Of a decimal column: the unscaled value.
    case decimal(Int128)
    /// Of a float or double column, NaNs left out.
    case floating(Double)
    /// Of a string column: UTF-8, cut on a character's border to 64 bytes if it is not exact.
    case text([UInt8], isExact: Bool)
}

extension ParquetColumnSummary {
    init(_ leaf: Leaf, _ totals: LeafTotals) {
        path = leaf.path
        type = leaf.type
        isRepeated = leaf.repetitionMax > 0
        nullCount = totals.nullCount
        nullListCount = totals.nullListCount
        nanCount = totals.nanCount
        switch totals.bounds {
        case .none: (minimum, maximum) = (nil, nil)
        case .integers(let least, let greatest):
            (minimum, maximum) = (Self.bound(least, leaf), Self.bound(greatest, leaf))
        case .doubles(let least, let greatest):
            (minimum, maximum) = (.floating(least), .floating(greatest))
        case .wides(let least, let greatest):
            (minimum, maximum) = (.decimal(least), .decimal(greatest))
        case .bytes(let least, let greatest):
            minimum = .text(least.bytes, isExact: least.isExact)
            maximum = .text(greatest.bytes, isExact: greatest.isExact)
        }
    }

    private static func bound(_ value: Int64, _ leaf: Leaf) -> ParquetBound {
        switch leaf.type {
        case .boolean: .boolean(value != 0)
        case .decimal: .decimal(Int128(value))
        default: .integer(value)
        }
    }
}
