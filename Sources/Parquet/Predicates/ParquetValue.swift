/// A value in a form that has an order; those of one column have the same form.
public enum ParquetValue: Sendable, Equatable {
    /// Booleans (0 and 1), integers, dates (days since 1970), timestamps (microseconds since 1970),
    /// and decimals without their point.
    case whole(Int128)
    /// Floating-point numbers.
    case floating(Double)
    /// Strings, as UTF-8, and binary values.
    case bytes([UInt8])

    /// How this value lies to another of the same form: -1, 0 or 1.
    ///
    /// NaN equals itself and is greater than all other numbers, as in Spark; zero equals minus
    /// zero. Values of different forms have no order: comparing them is a mistake of the program.
    public func order(to other: ParquetValue) -> Int {
        switch (self, other) {
        case (.whole(let a), .whole(let b)): a < b ? -1 : a > b ? 1 : 0
        case (.floating(let a), .floating(let b)):
            a.isNaN ? (b.isNaN ? 0 : 1) : b.isNaN || a < b ? -1 : a > b ? 1 : 0
        case (.bytes(let a), .bytes(let b)):
            a.lexicographicallyPrecedes(b) ? -1 : a == b ? 0 : 1
        default: preconditionFailure("values of one column are compared")
        }
    }

    /// Whether the value is of the same form as another.
    func isComparable(to other: ParquetValue) -> Bool {
        switch (self, other) {
        case (.whole, .whole), (.floating, .floating), (.bytes, .bytes): true
        default: false
        }
    }
}

/// How a value is compared with another.
public enum ParquetComparison: Sendable, Equatable, CaseIterable {
    /// Equal.
    case equal
    /// Not equal.
    case notEqual
    /// Less.
    case less
    /// Less or equal.
    case lessOrEqual
    /// Greater.
    case greater
    /// Greater or equal.
    case greaterOrEqual

    /// Whether a value that lies so to another (-1, 0, 1) passes.
    public func holds(_ order: Int) -> Bool {
        switch self {
        case .equal: order == 0
        case .notEqual: order != 0
        case .less: order < 0
        case .lessOrEqual: order <= 0
        case .greater: order > 0
        case .greaterOrEqual: order >= 0
        }
    }

    /// What holds for a value where this does not.
    public var opposite: ParquetComparison {
        switch self {
        case .equal: .notEqual
        case .notEqual: .equal
        case .less: .greaterOrEqual
        case .lessOrEqual: .greater
        case .greater: .lessOrEqual
        case .greaterOrEqual: .less
        }
    }
}
