import Bytes
package import Columnar

extension Filter {
    /// The rows of a batch for which the condition is true; it must hold the filter's columns.
    package func rows(of batch: Batch) -> [Int32] {
        let truths = Self.truths(condition, batch)
        var rows: [Int32] = []
        for row in truths.indices where truths[row] == .yes { rows.append(Int32(row)) }
        return rows
    }

    private static func truths(_ condition: Condition, _ batch: Batch) -> [Truth] {
        switch condition {
        case .comparison(let field, let comparison, let pivot):
            return truths(column(field, batch), pivot, comparison)
        case .isNull(let field):
            let column = column(field, batch)
            guard let validity = column.validity else {
                return [Truth](repeating: .no, count: batch.rowCount)
            }
            return (0..<batch.rowCount).map { Truth(!validity[$0]) }
        case .isIn(let field, let pivots):
            let column = column(field, batch)
            return merged(pivots.map { truths(column, $0, .equal) }, max)
        case .not(let part): return truths(part, batch).map(\.negated)
        case .all(let parts): return merged(parts.map { truths($0, batch) }, min)
        case .any(let parts): return merged(parts.map { truths($0, batch) }, max)
        }
    }

    private static func column(_ field: Field, _ batch: Batch) -> AnyColumn {
        guard let column = batch.column(field.name) else {
            preconditionFailure("a batch to be filtered holds the filter's columns")
        }
        return column
    }

    private static func merged(
        _ parts: [[Truth]], _ merge: (Truth, Truth) -> Truth
    ) -> [Truth] {
        guard var result = parts.first else { return [] }
        for part in parts.dropFirst() {
            for row in result.indices { result[row] = merge(result[row], part[row]) }
        }
        return result
    }

    private static func truths(
        _ column: AnyColumn, _ pivot: Pivot, _ comparison: FilterComparison
    ) -> [Truth] {
        switch (column, pivot) {
        case (.boolean(let column), .boolean(let pivot)):
            truths(column, comparison) { $0 == pivot ? 0 : 1 }
        case (.int32(let column), .whole(let pivot)):
            truths(column, comparison) { pivot.order(of: Int128($0)) }
        case (.int64(let column), .whole(let pivot)):
            truths(column, comparison) { pivot.order(of: Int128($0)) }
        case (.int128(let column), .whole(let pivot)):
            truths(column, comparison) { pivot.order(of: $0) }
        case (.float(let column), .real(let pivot)):
            truths(column, comparison) { Pivot.order(Double($0), pivot) }
        case (.double(let column), .real(let pivot)):
            truths(column, comparison) { Pivot.order($0, pivot) }
        case (.binary(let column), .bytes(let pivot)):
            truths(column, pivot, comparison)
        default:
            preconditionFailure("a value has the form of its column")
        }
    }

    private static func truths<Value>(
        _ column: Column<Value>, _ comparison: FilterComparison, _ order: (Value) -> Int?
    ) -> [Truth] {
        column.values.indices.map { row in
            column.isNull(row) ? .unknown : Truth(comparison.holds(order(column.values[row])))
        }
    }

    private static func truths(
        _ column: BinaryColumn, _ pivot: [UInt8], _ comparison: FilterComparison
    ) -> [Truth] {
        var truths: [Truth] = []
        truths.reserveCapacity(column.count)
        for row in 0..<column.count {
            if column.isNull(row) {
                truths.append(.unknown)
            } else {
                let order = Pivot.order(column[row].octets, pivot.span)
                truths.append(Truth(comparison.holds(order)))
            }
        }
        return truths
    }
}
