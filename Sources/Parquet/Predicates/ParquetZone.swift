/// What is known of a column's values in some rows; nothing where all is nil.
public struct ParquetZone: Sendable, Equatable {
    /// No value is less.
    public var minimum: ParquetValue?
    /// No value is greater, but for NaN.
    public var maximum: ParquetValue?
    /// Whether there are nulls.
    public var hasNulls: Bool?
    /// Whether there are values.
    public var hasValues: Bool?

    /// Makes a zone of what is known of it.
    public init(
        minimum: ParquetValue? = nil, maximum: ParquetValue? = nil, hasNulls: Bool? = nil,
        hasValues: Bool? = nil
    ) {
        self.minimum = minimum
        self.maximum = maximum
        self.hasNulls = hasNulls
        self.hasValues = hasValues
    }

    /// Makes a zone of `rowCount` rows of what a file says of them.
    public init(_ stored: ParquetChunkBounds, rowCount: Int) {
        self.init(
            minimum: stored.minimum.map { ParquetValue($0) },
            maximum: stored.maximum.map { ParquetValue($0) })
        if stored.nullCount == 0 { hasNulls = false }
        if stored.nullCount == rowCount { hasValues = false }
    }

    /// Whether a value may compare so with another; true wherever it is not known.
    public func mayHold(_ comparison: ParquetComparison, _ value: ParquetValue) -> Bool {
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

extension ParquetValue {
    fileprivate init(_ bound: ParquetBound) {
        switch bound {
        case .boolean(let value): self = .whole(value ? 1 : 0)
        case .integer(let value): self = .whole(Int128(value))
        case .decimal(let value): self = .whole(value)
        case .floating(let value): self = .floating(value)
        // A maximum that is not exact is not less than any value.
        case .text(let bytes, _): self = .bytes(bytes)
        }
    }
}
