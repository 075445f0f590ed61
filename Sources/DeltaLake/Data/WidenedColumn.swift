import Columnar

extension AnyColumn {
    /// The column in a type that has all values of its own: what a file holds from before the
    /// table's type was widened, or another spelling of the same; nil for any other type.
    ///
    /// Delta protocol, "Type Widening".
    func widened(from actual: DataType, to wanted: DataType) -> AnyColumn? {
        if actual == wanted { return self }
        switch (self, actual, wanted) {
        case (.int32, .byte, .short), (.int32, .byte, .integer), (.int32, .short, .integer),
            (.int32, .integer, .short), (.int32, .integer, .byte), (.int32, .short, .byte),
            (.binary, .string, .binary), (.binary, .binary, .string),
            (.int64, .timestamp, .timestampNTZ), (.int64, .timestampNTZ, .timestamp):
            return self
        case (.int32(let values), .byte, .long), (.int32(let values), .short, .long),
            (.int32(let values), .integer, .long):
            return .int64(values.mapped { Int64($0) })
        case (.int32(let values), .byte, .double), (.int32(let values), .short, .double),
            (.int32(let values), .integer, .double):
            return .double(values.mapped { Double($0) })
        case (.float(let values), .float, .double):
            return .double(values.mapped { Double($0) })
        case (.int32(let values), .date, .timestampNTZ):
            return .int64(values.mapped { Int64($0) &* CivilTime.microsecondsPerDay })
        case (_, _, .decimal(let precision, let scale)):
            guard let (digits, ownScale) = actual.decimalDigits, ownScale <= scale,
                digits - ownScale <= precision - scale
            else { return nil }
            return decimal(shiftedBy: scale - ownScale, isLong: precision > 18)
        default:
            return nil
        }
    }

    /// The unscaled values with more digits after the point.
    private func decimal(shiftedBy digits: Int, isLong: Bool) -> AnyColumn? {
        // A damaged file may hold values beyond its type: then a product wraps around.
        let factor = (0..<digits).reduce(Int128(1)) { power, _ in power * 10 }
        switch self {
        case .int32(let values):
            return isLong
                ? .int128(values.mapped { Int128($0) &* factor })
                : .int64(values.mapped { Int64(truncatingIfNeeded: Int128($0) &* factor) })
        case .int64(let values):
            return isLong
                ? .int128(values.mapped { Int128($0) &* factor })
                : .int64(values.mapped { Int64(truncatingIfNeeded: Int128($0) &* factor) })
        case .int128(let values):
            return isLong ? .int128(values.mapped { $0 &* factor }) : nil
        default:
            return nil
        }
    }
}

extension Column {
    fileprivate func mapped<Other: BitwiseCopyable & Sendable>(
        _ convert: (Value) -> Other
    ) -> Column<Other> {
        Column<Other>(values.map(convert), validity: validity)
    }
}

extension DataType {
    /// The digits of a decimal or an integer, and how many come after the point.
    fileprivate var decimalDigits: (precision: Int, scale: Int)? {
        switch self {
        case .decimal(let precision, let scale): (precision, scale)
        case .byte: (3, 0)
        case .short: (5, 0)
        case .integer: (10, 0)
        case .long: (20, 0)
        default: nil
        }
    }
}
