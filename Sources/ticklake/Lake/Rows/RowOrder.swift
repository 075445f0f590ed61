import Bytes
import Columnar

/// Sorts the rows of a batch by one column.
struct RowOrder {
    let column: String
    let isDescending: Bool

    /// The rows that come first in the order, in that order.
    func first(_ count: Int, of batch: Batch) -> Batch {
        let rows = Array(sorted(batch).prefix(count))
        return batch.gathered(rows.span)
    }

    /// The rows in order, nulls last, equal ones as they came.
    func sorted(_ batch: Batch) -> [Int32] {
        guard let column = batch.column(column) else {
            preconditionFailure("a batch to be sorted holds the column it is sorted by")
        }
        let rows = 0..<Int32(batch.rowCount)
        let there = rows.filter { column.validity?[Int($0)] ?? true }
        let nulls = rows.filter { !(column.validity?[Int($0)] ?? true) }
        return sorted(there, by: column) + nulls
    }

    private func sorted(_ rows: [Int32], by column: AnyColumn) -> [Int32] {
        switch column {
        case .boolean(let column): sorted(rows) { column.values[$0] ? 1 : 0 }
        case .int32(let column): sorted(rows) { column.values[$0] }
        case .int64(let column): sorted(rows) { column.values[$0] }
        case .int128(let column): sorted(rows) { column.values[$0] }
        case .float(let column): sorted(rows) { column.values[$0] }
        case .double(let column): sorted(rows) { column.values[$0] }
        case .binary(let column):
            rows.sorted { left, right in
                let (first, second) = (column[Int(left)], column[Int(right)])
                if first.equals(second) { return left < right }
                return first.isLess(than: second) != isDescending
            }
        case .list, .structure: rows
        }
    }

    private func sorted<Key: Comparable>(_ rows: [Int32], by key: (Int) -> Key) -> [Int32] {
        rows.sorted { left, right in
            let (first, second) = (key(Int(left)), key(Int(right)))
            if first < second { return !isDescending }
            if second < first { return isDescending }
            return left < right
        }
    }
}

extension DataType {
    /// Whether rows can be sorted by a column of the type.
    var isSortable: Bool {
        switch self {
        case .structure, .array, .map: false
        default: true
        }
    }
}
