import Bytes
import Columnar

extension Evaluation {
    /// A number for each row from those of one vector; nil is null.
    func mapped(
        _ vector: ValueVector, exact: (Int128) -> Int128?, real: (Double) -> Double? = { $0 }
    ) -> ValueVector {
        switch vector.values {
        case .exact(let values):
            built(values.count, vector) { exact(values[$0]) }
        case .real(let values):
            built(values.count, vector) { real(values[$0]) }
        default: .null
        }
    }

    /// Exact numbers made from the entries of a vector.
    func built(_ count: Int, _ source: ValueVector, _ value: (Int) -> Int128?) -> ValueVector {
        var (values, validity) = ([Int128](), Bitmap())
        values.reserveCapacity(count)
        for entry in 0..<count {
            let value = source.isNull(atEntry: entry) ? nil : value(entry)
            values.append(value ?? 0)
            validity.append(value != nil)
        }
        return ValueVector(
            values: .exact(values), validity: validity, isConstant: source.isConstant)
    }

    /// Doubles made from the entries of a vector.
    func built(_ count: Int, _ source: ValueVector, _ value: (Int) -> Double?) -> ValueVector {
        var (values, validity) = ([Double](), Bitmap())
        values.reserveCapacity(count)
        for entry in 0..<count {
            let value = source.isNull(atEntry: entry) ? nil : value(entry)
            values.append(value ?? 0)
            validity.append(value != nil)
        }
        return ValueVector(values: .real(values), validity: validity, isConstant: source.isConstant)
    }

    /// Sums and the like; what is beyond 38 digits, or divided by zero, is null.
    func arithmetic(
        _ operation: SQLArithmetic, _ left: TypedNode, _ right: TypedNode, scale: Int
    ) -> ValueVector {
        let (one, other) = (vector(left), vector(right))
        switch (one.values, other.values) {
        case (.exact(let ones), .exact(let others)):
            let isProduct = operation == .multiply
            let oneFactor = isProduct ? 1 : ExactNumber.power(scale - left.kind.scale) ?? 1
            let otherFactor = isProduct ? 1 : ExactNumber.power(scale - right.kind.scale) ?? 1
            return paired(one, other, as: ValueVector.Values.exact) { (left, right) -> Int128? in
                guard let left = ExactNumber.rescaled(ones[left], by: oneFactor),
                    let right = ExactNumber.rescaled(others[right], by: otherFactor)
                else { return nil }
                return Evaluation.result(operation, left, right)
            }
        case (.real(let ones), .real(let others)):
            return paired(one, other, as: ValueVector.Values.real) { left, right in
                Evaluation.result(operation, ones[left], others[right])
            }
        default: return .null
        }
    }

    private static func result(
        _ operation: SQLArithmetic, _ left: Int128, _ right: Int128
    ) -> Int128? {
        let (value, overflowed): (Int128, Bool)
        switch operation {
        case .add: (value, overflowed) = left.addingReportingOverflow(right)
        case .subtract: (value, overflowed) = left.subtractingReportingOverflow(right)
        case .multiply: (value, overflowed) = left.multipliedReportingOverflow(by: right)
        case .remainder: (value, overflowed) = left.remainderReportingOverflow(dividingBy: right)
        case .divide: (value, overflowed) = left.dividedReportingOverflow(by: right)
        }
        return overflowed || value.magnitude >= limit ? nil : value
    }

    private static let limit = (0..<38).reduce(UInt128(1)) { power, _ in power * 10 }

    private static func result(
        _ operation: SQLArithmetic, _ left: Double, _ right: Double
    ) -> Double? {
        switch operation {
        case .add: left + right
        case .subtract: left - right
        case .multiply: left * right
        case .divide: right == 0 ? nil : left / right
        case .remainder: right == 0 ? nil : left.truncatingRemainder(dividingBy: right)
        }
    }

    /// The values of an operation on two numbers in each row; null where either is, or it has none.
    private func paired<Number: Numeric>(
        _ left: ValueVector, _ right: ValueVector,
        as form: ([Number]) -> ValueVector.Values, _ value: (Int, Int) -> Number?
    ) -> ValueVector {
        var (values, validity) = ([Number](), Bitmap())
        values.reserveCapacity(batch.rowCount)
        for row in 0..<batch.rowCount {
            let isNull = left.isNull(row) || right.isNull(row)
            let value = isNull ? nil : value(left.place(row), right.place(row))
            values.append(value ?? 0)
            validity.append(value != nil)
        }
        return ValueVector(values: form(values), validity: validity)
    }

    /// What comparisons and arithmetic do of themselves.
    func widened(_ part: TypedNode, to kind: ValueKind) -> ValueVector {
        let vector = vector(part)
        if kind == .real {
            guard case .exact(let values) = vector.values else { return vector }
            let scale = part.kind.scale
            return built(values.count, vector) { Evaluation.real(values[$0], scale: scale) }
        }
        // Days as seconds.
        return mapped(vector, exact: { $0 * TimeText.secondsPerDay })
    }

    /// The double nearest to a decimal number.
    static func real(_ unscaled: Int128, scale: Int) -> Double? {
        scale == 0 ? Double(unscaled) : Double("\(unscaled)e-\(scale)")
    }
}

extension ValueVector {
    /// Whether an entry is null, constant or not.
    func isNull(atEntry entry: Int) -> Bool {
        if case .truths(let truths) = values { return truths[entry] == .unknown }
        guard let validity else { return false }
        return !validity[entry]
    }
}
