import Bytes
import Columnar

/// Evaluates a typed expression over the rows of a batch, node by node, column by column.
struct Evaluation {
    let batch: Batch

    func vector(_ node: TypedNode) -> ValueVector {
        switch node.form {
        case .column(let path): return column(path)
        case .constant(let literal): return ValueVector(literal)
        case .negative(let part):
            return mapped(vector(part), exact: { $0 == .min ? nil : -$0 }, real: { -$0 })
        case .arithmetic(let operation, let left, let right):
            return arithmetic(operation, left, right, scale: node.kind.scale)
        case .comparison(let comparison, let left, let right):
            return compared(comparison, left, right)
        case .isNull(let part):
            let vector = vector(part)
            return truths { Truth(vector.isNull($0)) }
        case .like(let part, let pattern):
            let vector = vector(part)
            guard case .bytes(let column) = vector.values else { return .null }
            return truths { row in
                vector.isNull(row)
                    ? .unknown : Truth(pattern.matches(column.text(vector.place(row)) ?? ""))
            }
        case .not(let part):
            return ValueVector(values: .truths(truths(part).map(\.negated)))
        case .all(let parts): return merged(parts, min)
        case .any(let parts): return merged(parts, max)
        case .function(let function, let parts):
            return self.function(function, parts, kind: node.kind)
        case .cast(let part, let type): return cast(part, to: type)
        case .widened(let part): return widened(part, to: node.kind)
        }
    }

    /// A condition's truth, one a row.
    func truths(_ node: TypedNode) -> [Truth] { vector(node).truths(count: batch.rowCount) }

    private func truths(_ truth: (Int) -> Truth) -> ValueVector {
        ValueVector(values: .truths((0..<batch.rowCount).map(truth)))
    }

    private func merged(
        _ parts: [TypedNode], _ merge: (Truth, Truth) -> Truth
    ) -> ValueVector {
        guard let first = parts.first else { return .null }
        var result = truths(first)
        for part in parts.dropFirst() {
            let next = truths(part)
            for row in result.indices { result[row] = merge(result[row], next[row]) }
        }
        return ValueVector(values: .truths(result))
    }

    // MARK: Columns

    private func column(_ path: [String]) -> ValueVector {
        guard let index = batch.schema.index(of: path[0]) else { return .null }
        var column = batch.columns[index]
        var type = batch.schema.fields[index].type
        var validity = column.validity
        for name in path.dropFirst() {
            guard case .structure(let structure) = column, case .structure(let fields) = type,
                let next = fields.firstIndex(where: { $0.name.isSame(as: name) })
            else { return .null }
            column = structure.fields[next]
            type = fields[next].type
            validity = Evaluation.both(validity, column.validity, count: batch.rowCount)
        }
        var vector = ValueVector(column)
        guard case .truths(let truths) = vector.values else {
            vector.validity = validity
            return vector
        }
        guard let validity else { return vector }
        return ValueVector(
            values: .truths(truths.indices.map { validity[$0] ? truths[$0] : .unknown }))
    }

    /// Rows that are there in both.
    static func both(_ left: Bitmap?, _ right: Bitmap?, count: Int) -> Bitmap? {
        guard let left else { return right }
        guard let right else { return left }
        var result = Bitmap()
        for row in 0..<count { result.append(left[row] && right[row]) }
        return result
    }

    // MARK: Comparing

    private func compared(
        _ comparison: SQLComparison, _ left: TypedNode, _ right: TypedNode
    ) -> ValueVector {
        let (one, other) = (vector(left), vector(right))
        let order = Evaluation.order(
            one, other, scales: (left.kind.scale, right.kind.scale))
        return truths { row in
            switch (one.isNull(row), other.isNull(row)) {
            case (false, false):
                Truth(comparison.holds(order(one.place(row), other.place(row))))
            case (true, true): comparison == .same ? .yes : .unknown
            default: comparison == .same ? .no : .unknown
            }
        }
    }

    /// How an entry of one vector lies to one of another of the same form: -1, 0 or 1.
    private static func order(
        _ left: ValueVector, _ right: ValueVector, scales: (Int, Int)
    ) -> (Int, Int) -> Int {
        switch (left.values, right.values) {
        case (.exact(let left), .exact(let right)):
            if scales.0 == scales.1 {
                return { left[$0] < right[$1] ? -1 : left[$0] > right[$1] ? 1 : 0 }
            }
            let leftFactor = ExactNumber.power(max(0, scales.1 - scales.0)) ?? 1
            let rightFactor = ExactNumber.power(max(0, scales.0 - scales.1)) ?? 1
            return {
                ExactNumber.order(left[$0], times: leftFactor, right[$1], times: rightFactor)
            }
        case (.real(let left), .real(let right)):
            return { order(left[$0], right[$1]) }
        case (.bytes(let left), .bytes(let right)):
            return { order(left[$0], right[$1]) }
        case (.truths(let left), .truths(let right)):
            return { left[$0] < right[$1] ? -1 : left[$0] == right[$1] ? 0 : 1 }
        default:
            // One side is null in every row: nobody asks.
            return { _, _ in 0 }
        }
    }

    private static func order(_ left: Double, _ right: Double) -> Int {
        if left < right { return -1 }
        if left > right { return 1 }
        return (left.isNaN ? 1 : 0) - (right.isNaN ? 1 : 0)
    }

    private static func order(_ left: RawSpan, _ right: RawSpan) -> Int {
        left.isLess(than: right) ? -1 : left.equals(right) ? 0 : 1
    }
}
