import Bytes
import Columnar
import DeltaLake
import Parquet

/// A value of a row, compared by code that shares nothing with what it tests.
enum Cell {
    case number(Double)
    case whole(Int128)
    case bytes([UInt8])
    case flag(Bool)

    init?(_ row: Int, of column: AnyColumn) {
        if let validity = column.validity, !validity[row] { return nil }
        switch column {
        case .boolean(let column): self = .flag(column.values[row])
        case .int32(let column): self = .whole(Int128(column.values[row]))
        case .int64(let column): self = .whole(Int128(column.values[row]))
        case .int128(let column): self = .whole(column.values[row])
        case .float(let column): self = .number(Double(column.values[row]))
        case .double(let column): self = .number(column.values[row])
        case .binary(let column): self = .bytes(column[row].copy())
        case .list, .structure: return nil
        }
    }

    /// The value of a row at a path of structures.
    init?(_ row: Int, at path: [String], of batch: Batch) {
        guard let index = batch.schema.index(of: path[0]) else { return nil }
        var column = batch.columns[index]
        var type = batch.schema.fields[index].type
        for name in path.dropFirst() {
            guard case .structure(let structure) = column, case .structure(let fields) = type,
                !structure.isNull(row), let place = Schema(fields).index(of: name)
            else { return nil }
            column = structure.fields[place]
            type = fields[place].type
        }
        self.init(row, of: column)
    }

    /// The value as a condition has it.
    func value(_ type: DataType) -> PredicateValue? {
        switch (self, type) {
        case (.number(let value), _): .floating(value)
        case (.flag(let value), _): .boolean(value)
        case (.whole(let value), .decimal(_, let scale)): .decimal(value, scale: scale)
        case (.whole(let value), _): Int64(exactly: value).map { .integer($0) }
        case (.bytes(let bytes), .string): .text(String(decoding: bytes, as: UTF8.self))
        case (.bytes(let bytes), _): .binary(bytes)
        }
    }

    func holds(_ comparison: Predicate.Comparison, _ value: PredicateValue) -> Bool {
        let isLess: Bool
        let isSame: Bool
        switch (self, value) {
        case (.number(let a), .floating(let b)):
            isLess = b.isNaN ? !a.isNaN : a < b
            isSame = a == b || a.isNaN && b.isNaN
        case (.whole(let a), .decimal(let b, _)): (isLess, isSame) = (a < b, a == b)
        case (.whole(let a), .integer(let b)): (isLess, isSame) = (a < b, a == b)
        case (.flag(let a), .boolean(let b)): (isLess, isSame) = (!a && b, a == b)
        case (.bytes(let a), .text(let b)):
            (isLess, isSame) = (a.lexicographicallyPrecedes(b.utf8), a == Array(b.utf8))
        case (.bytes(let a), .binary(let b)):
            (isLess, isSame) = (a.lexicographicallyPrecedes(b), a == b)
        default: return false
        }
        return switch comparison {
        case .equal: isSame
        case .notEqual: !isSame
        case .less: isLess
        case .lessOrEqual: isLess || isSame
        case .greater: !isLess && !isSame
        case .greaterOrEqual: !isLess
        }
    }
}

extension Predicate {
    /// Whether the condition holds for a row.
    func holds(_ row: Int, of batch: Batch) -> Bool {
        switch self {
        case .compare(let path, let comparison, let value):
            Cell(row, at: path, of: batch)?.holds(comparison, value) ?? false
        case .isNull(let path): !isThere(row, path, batch)
        case .isNotNull(let path): isThere(row, path, batch)
        case .and(let parts): parts.allSatisfy { $0.holds(row, of: batch) }
        case .or(let parts): parts.contains { $0.holds(row, of: batch) }
        }
    }
}

private func isThere(_ row: Int, _ path: [String], _ batch: Batch) -> Bool {
    if case nil = Cell(row, at: path, of: batch) { return false }
    return true
}
