import Columnar
import Parquet

extension RowCondition {
    /// A condition by which files can be left out: it holds for every row for which this one is
    /// true, and maybe for more; nil where there is none.
    var weakened: Predicate? { node.weakened }
}

extension TypedNode {
    fileprivate var weakened: Predicate? {
        switch form {
        case .comparison(let comparison, let left, let right):
            if let path = left.path, case .constant(let literal) = right.form {
                return left.compared(path, comparison, literal)
            }
            if let path = right.path, case .constant(let literal) = left.form {
                return right.compared(path, comparison.mirrored, literal)
            }
            return nil
        case .isNull(let part):
            return part.kind == .nested ? nil : part.path.map { .isNull($0) }
        case .not(let part):
            guard case .isNull(let inner) = part.form, inner.kind != .nested else { return nil }
            return inner.path.map { .isNotNull($0) }
        case .all(let parts):
            let known = parts.compactMap(\.weakened)
            return known.isEmpty ? nil : .and(known)
        case .any(let parts):
            let known = parts.compactMap(\.weakened)
            return known.count == parts.count ? .or(known) : nil
        default: return nil
        }
    }

    /// The names that lead to a column, where the expression is one.
    private var path: [String]? {
        if case .column(let path) = form { path } else { nil }
    }

    private func compared(
        _ path: [String], _ comparison: SQLComparison, _ literal: SQLLiteral
    ) -> Predicate? {
        guard let value = value(literal) else { return nil }
        let kind: Predicate.Comparison =
            switch comparison {
            case .equal, .same: .equal
            case .unequal: .notEqual
            case .less: .less
            case .lessOrEqual: .lessOrEqual
            case .greater: .greater
            case .greaterOrEqual: .greaterOrEqual
            }
        return .compare(path, kind, value)
    }

    /// A written value as one that the column may have; nil where it lies between such.
    private func value(_ literal: SQLLiteral) -> PredicateValue? {
        switch (kind, literal) {
        case (.exact(_, isWhole: true), .exact(let number)):
            number.unscaled(at: 0).flatMap { Int64(exactly: $0) }.map { .integer($0) }
        case (.exact(let scale, isWhole: false), .exact(let number)):
            number.unscaled(at: scale).map { .decimal($0, scale: scale) }
        case (.time(let scale), .time(let number)):
            number.unscaled(at: scale).flatMap { Int64(exactly: $0) }.map { .integer($0) }
        case (.date, .date(let day)): .integer(Int64(day))
        case (.real, .real(let value)): .floating(value)
        case (.text, .text(let text)): .text(text)
        default: nil
        }
    }
}

extension ExactNumber {
    /// The unscaled value at another scale; nil where that has too few digits for it.
    fileprivate func unscaled(at wanted: Int) -> Int128? {
        if wanted >= scale {
            return ExactNumber.power(wanted - scale).flatMap {
                ExactNumber.rescaled(unscaled, by: $0)
            }
        }
        guard let unit = ExactNumber.power(scale - wanted), unscaled % unit == 0 else { return nil }
        return unscaled / unit
    }
}

extension SQLComparison {
    /// The comparison with its sides exchanged.
    fileprivate var mirrored: SQLComparison {
        switch self {
        case .equal, .unequal, .same: self
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        }
    }
}
