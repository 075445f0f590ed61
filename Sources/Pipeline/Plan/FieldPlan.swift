/// A column of a contract, and where in a record its value is.
public struct FieldPlan: Sendable, Equatable {
    /// The column.
    ///
    /// For `ticks` one of symbol, event_time, price, size, venue, trade_id, sequence, conditions
    /// and currency.
    public var column: String
    /// The keys that lead to the value, from the outermost object inwards; never empty.
    public var path: [String]
    /// What the value has to be.
    public var type: FieldType
    /// Whether a record without it is quarantined.
    public var isRequired: Bool
    /// The value of a record without it; nil for null.
    ///
    /// Only where it is not required.
    public var defaultValue: FieldValue?

    /// Makes a field; the path is the column's own name unless given.
    public init(
        column: String, path: [String]? = nil, type: FieldType, isRequired: Bool = false,
        defaultValue: FieldValue? = nil
    ) {
        self.column = column
        self.path = path ?? [column]
        self.type = type
        self.isRequired = isRequired
        self.defaultValue = defaultValue
    }
}

/// The type of a field in a record, and so of its column.
public enum FieldType: Sendable, Equatable {
    /// A JSON string. Column: string.
    case string
    /// A JSON string, or an integer that keeps its digits. Column: string.
    case identifier
    /// A JSON number, or a string that is one. Column: decimal.
    case decimal(precision: Int, scale: Int)
    /// A point in time in the given forms. Column: timestamp; a tick's `event_time` has
    /// `event_time_ns` beside it.
    case timestamp(TimestampForms)
    /// A JSON integer, or a string that is one. Column: long.
    case long
    /// `true` or `false`. Column: boolean.
    case boolean
    /// A JSON array of strings; the column is the elements joined by commas. Column: string.
    case stringArray
}

/// The forms in which a point in time is taken; at least one.
public struct TimestampForms: Sendable, Equatable {
    /// Whether a string by RFC 3339 is taken.
    public var takesRFC3339: Bool
    /// The unit of an integer since the epoch; nil when integers are not taken.
    public var integerUnit: TimeUnit?

    /// Makes forms.
    public init(takesRFC3339: Bool = true, integerUnit: TimeUnit? = nil) {
        self.takesRFC3339 = takesRFC3339
        self.integerUnit = integerUnit
    }
}

/// The unit of an integer that is a time.
public enum TimeUnit: String, Sendable, CaseIterable {
    /// Seconds.
    case seconds = "s"
    /// Milliseconds.
    case milliseconds = "ms"
    /// Microseconds.
    case microseconds = "us"
    /// Nanoseconds.
    case nanoseconds = "ns"

    /// How many nanoseconds one is.
    public var nanoseconds: Int64 {
        switch self {
        case .seconds: 1_000_000_000
        case .milliseconds: 1_000_000
        case .microseconds: 1_000
        case .nanoseconds: 1
        }
    }
}

/// A value of a column that a contract names.
public enum FieldValue: Sendable, Equatable {
    /// Text, of a string or identifier; of a string array already joined.
    case string(String)
    /// An integer.
    case long(Int64)
    /// A decimal, times ten to its column's scale.
    case decimal(Int128)
    /// A time, in nanoseconds since the epoch.
    case timestamp(Int64)
    /// True or false.
    case boolean(Bool)
}
