import Columnar

/// The rows of a batch as lines of text, for comparisons that a reader can follow.
func lines(_ batch: Batch) -> [String] {
    (0..<batch.rowCount).map { row in
        batch.columns.map { cell($0, row) }.joined(separator: "|")
    }
}

private func cell(_ column: AnyColumn, _ row: Int) -> String {
    switch column {
    case .boolean(let column): column.isNull(row) ? "-" : "\(column.values[row])"
    case .int32(let column): column.isNull(row) ? "-" : "\(column.values[row])"
    case .int64(let column): column.isNull(row) ? "-" : "\(column.values[row])"
    case .int128(let column): column.isNull(row) ? "-" : "\(column.values[row])"
    case .binary(let column): column.text(row).map { "'\($0)'" } ?? "-"
    default: "?"
    }
}

/// A value as `lines` writes it.
func cell<Value>(_ value: Value?) -> String { value.map { "\($0)" } ?? "-" }

/// A text as `lines` writes it.
func cell(_ text: String?) -> String { text.map { "'\($0)'" } ?? "-" }
