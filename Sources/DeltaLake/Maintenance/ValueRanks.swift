package import Columnar

/// The place of each row's value among the values of a column: equal values share one, nulls come
/// first, NaN last.
///
/// Ranks spread any type evenly, so that a skewed column does not waste the curve.
package struct ValueRanks {
    /// The rank of each row, from zero.
    package private(set) var ranks: [UInt32]
    /// The number of different ranks.
    package private(set) var distinctCount: UInt32 = 0

    /// Ranks a column; nil for lists and structures, which have no order.
    package init?(_ column: AnyColumn) {
        ranks = [UInt32](repeating: 0, count: column.count)
        switch column {
        case .boolean(let column): rank(column) { !$0 && $1 }
        case .int32(let column): rank(column) { $0 < $1 }
        case .int64(let column): rank(column) { $0 < $1 }
        case .int128(let column): rank(column) { $0 < $1 }
        case .float(let column): rank(column) { $0 < $1 || $1.isNaN && !$0.isNaN }
        case .double(let column): rank(column) { $0 < $1 || $1.isNaN && !$0.isNaN }
        case .binary(let column): rank(column)
        case .list, .structure: return nil
        }
    }

    private mutating func rank<Value: BitwiseCopyable & Sendable>(
        _ column: Column<Value>, _ precedes: (Value, Value) -> Bool
    ) {
        let values = column.values
        assign(rows: column.values.indices.filter { !column.isNull($0) }) {
            precedes(values[$0], values[$1])
        }
    }

    private mutating func rank(_ column: BinaryColumn) {
        let keys = (0..<column.count).map { Self.prefix(column, $0) }
        assign(rows: (0..<column.count).filter { !column.isNull($0) }) { left, right in
            if keys[left] != keys[right] { return keys[left] < keys[right] }
            return Self.precedes(column, left, right)
        }
    }

    /// Gives rows their ranks; those that are left out are null.
    private mutating func assign(rows: [Int], _ precedes: (Int, Int) -> Bool) {
        let sorted = rows.sorted(by: precedes)
        var rank: UInt32 = rows.count < ranks.count ? 1 : 0
        for (index, row) in sorted.enumerated() {
            if index > 0, precedes(sorted[index - 1], row) { rank += 1 }
            ranks[row] = rank
        }
        distinctCount = ranks.isEmpty ? 0 : sorted.isEmpty ? 1 : rank + 1
    }

    /// The first eight bytes as a number, which decides most comparisons.
    private static func prefix(_ column: BinaryColumn, _ row: Int) -> UInt64 {
        let (start, end) = (Int(column.offsets[row]), Int(column.offsets[row + 1]))
        var prefix: UInt64 = 0
        for index in 0..<8 {
            let byte = start + index < end ? column.bytes[start + index] : 0
            prefix = prefix << 8 | UInt64(byte)
        }
        return prefix
    }

    private static func precedes(_ column: BinaryColumn, _ left: Int, _ right: Int) -> Bool {
        let (first, second) = (column[left], column[right])
        for index in 0..<min(first.byteCount, second.byteCount) {
            let (a, b) = (
                column.bytes[Int(column.offsets[left]) + index],
                column.bytes[Int(column.offsets[right]) + index]
            )
            if a != b { return a < b }
        }
        return first.byteCount < second.byteCount
    }
}
