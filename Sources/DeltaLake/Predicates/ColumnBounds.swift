/// What is known of a column's values in a file or a part of it; nothing where all is nil.
struct ColumnBounds: Sendable {
    /// No value is less.
    var minimum: Ordinal?
    /// No value is greater, but for NaN.
    var maximum: Ordinal?
    /// Whether there are nulls.
    var hasNulls: Bool?
    /// Whether there are values.
    var hasValues: Bool?

    /// Whether a value may compare so with another.
    func mayHold(_ comparison: Predicate.Comparison, _ value: Ordinal) -> Bool {
        if hasValues == false { return false }
        // Statistics leave NaN out, which is greater than all that they name.
        var mayHaveNaN = false
        if case .floating(let number) = value {
            mayHaveNaN = true
            if number.isNaN { return true }
        }
        let least = minimum?.order(to: value)
        let most = mayHaveNaN && comparison != .equal ? nil : maximum?.order(to: value)
        switch comparison {
        case .equal: return (least ?? -1) <= 0 && (most ?? 1) >= 0
        case .notEqual: return least != 0 || most != 0
        case .less: return (least ?? -1) < 0
        case .lessOrEqual: return (least ?? -1) <= 0
        case .greater: return (most ?? 1) > 0
        case .greaterOrEqual: return (most ?? 1) >= 0
        }
    }
}
