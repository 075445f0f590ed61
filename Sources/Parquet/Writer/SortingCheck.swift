import Bytes
import Columnar

/// A column that rows are sorted by.
public struct SortingColumn: Sendable, Equatable {
    /// The column's name; it is a primitive one of the row itself.
    public var name: String
    /// From the greatest value to the least.
    public var isDescending: Bool
    /// Whether nulls stand before the values, not after them.
    public var hasNullsFirst: Bool

    /// Names a column.
    public init(_ name: String, isDescending: Bool = false, hasNullsFirst: Bool = false) {
        self.name = name
        self.isDescending = isDescending
        self.hasNullsFirst = hasNullsFirst
    }
}

/// Holds rows against the order that they are said to have: readers believe it.
struct SortingCheck: Sendable {
    private struct Key: Sendable {
        let field: Int
        let column: SortingColumn
    }

    /// What goes into the row group's metadata.
    let stored: [StoredSorting]
    private let keys: [Key]
    /// The keys of the row group's last row.
    private var last: [AnyColumn] = []

    init(_ columns: [SortingColumn], _ schema: Schema, _ file: FileSchema) throws(ParquetError) {
        var keys: [Key] = []
        var stored: [StoredSorting] = []
        for column in columns {
            guard let field = schema.index(of: column.name),
                let leaf = file.fieldOfLeaf.firstIndex(of: field), file.leaves[leaf].isFlat
            else {
                throw ParquetError(
                    .invalidInput, "rows cannot be sorted by this. column=`\(column.name)`")
            }
            keys.append(Key(field: field, column: column))
            stored.append(
                StoredSorting(
                    leaf: leaf, isDescending: column.isDescending,
                    hasNullsFirst: column.hasNullsFirst))
        }
        self.keys = keys
        self.stored = stored
    }

    /// Forgets the last row: row groups are sorted each for itself.
    mutating func startRowGroup() { last = [] }

    /// Checks rows that follow those before.
    mutating func check(_ columns: [AnyColumn], _ rows: Range<Int>) throws(ParquetError) {
        guard !keys.isEmpty, !rows.isEmpty else { return }
        let picked = keys.map { columns[$0.field] }
        if !last.isEmpty {
            try check(last, 0, before: picked, rows.lowerBound)
        }
        for row in rows.dropFirst() { try check(picked, row - 1, before: picked, row) }
        let end: [Int32] = [Int32(rows.upperBound - 1)]
        last = picked.map { $0.gathered(end.span) }
    }

    private func check(
        _ left: [AnyColumn], _ leftRow: Int, before right: [AnyColumn], _ rightRow: Int
    ) throws(ParquetError) {
        for (index, key) in keys.enumerated() {
            let order = left[index].order(leftRow, right[index], rightRow, key.column)
            if order < 0 { return }
            if order > 0 {
                throw ParquetError(
                    .invalidInput,
                    "rows are not in the order that `sorting` says. column=`\(key.column.name)`")
            }
        }
    }
}

extension AnyColumn {
    /// Less than zero where the row comes before the other one, zero where they are equal.
    fileprivate func order(
        _ row: Int, _ other: AnyColumn, _ otherRow: Int, _ column: SortingColumn
    ) -> Int {
        let isThere = validity?[row] ?? true
        let isOtherThere = other.validity?[otherRow] ?? true
        guard isThere, isOtherThere else {
            if isThere == isOtherThere { return 0 }
            return isThere == column.hasNullsFirst ? 1 : -1
        }
        let order = ascending(row, other, otherRow)
        return column.isDescending ? -order : order
    }

    private func ascending(_ row: Int, _ other: AnyColumn, _ otherRow: Int) -> Int {
        func compare<T: Comparable>(_ a: T, _ b: T) -> Int { a < b ? -1 : b < a ? 1 : 0 }
        return switch (self, other) {
        case (.boolean(let a), .boolean(let b)):
            compare(a.values[row] ? 1 : 0, b.values[otherRow] ? 1 : 0)
        case (.int32(let a), .int32(let b)): compare(a.values[row], b.values[otherRow])
        case (.int64(let a), .int64(let b)): compare(a.values[row], b.values[otherRow])
        case (.int128(let a), .int128(let b)): compare(a.values[row], b.values[otherRow])
        case (.float(let a), .float(let b)): compare(a.values[row], b.values[otherRow])
        case (.double(let a), .double(let b)): compare(a.values[row], b.values[otherRow])
        case (.binary(let a), .binary(let b)):
            a[row].isLess(than: b[otherRow]) ? -1 : b[otherRow].isLess(than: a[row]) ? 1 : 0
        default: 0
        }
    }
}
