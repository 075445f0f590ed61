/// A column that a record's value fills, and where in the value it stands.
public struct JSONField: Sendable, Equatable {
    /// The column's name.
    public var column: String
    /// The names that lead to the value, from the outermost object inwards.
    public var path: [String]
    /// What the value has to be.
    public var type: JSONFieldType
    /// Whether a record without it is rejected.
    public var isRequired: Bool
    /// What the column holds for a record without it; nil for null.
    ///
    /// Only where it is not required. A value of the wrong type is null, not the default.
    public var defaultValue: JSONDefault?

    /// Makes a field; the path is the column's own name unless given.
    public init(
        column: String, path: [String]? = nil, type: JSONFieldType, isRequired: Bool = false,
        defaultValue: JSONDefault? = nil
    ) {
        self.column = column
        self.path = path ?? [column]
        self.type = type
        self.isRequired = isRequired
        self.defaultValue = defaultValue
    }
}

/// The type of a field: the JSON that it takes and the column that it fills.
public enum JSONFieldType: Sendable, Equatable {
    /// A string. Fills a `binary` column.
    case string
    /// A string, or an integer literal, which keeps its digits. Fills a `binary` column.
    case identifier
    /// A number, or a string that is one and nothing else, whose value the column holds exactly.
    ///
    /// Fills an `int64` column of unscaled values, an `int128` one if it has over 18 digits.
    case decimal(precision: Int, scale: Int)
    /// A time, as an RFC 3339 string, an integer of a unit since the epoch, or either.
    ///
    /// Fills an `int64` column of nanoseconds.
    case timestamp(rfc3339: Bool, unit: JSONTimeUnit?)
    /// A number, or a string that is one, whose value is a 64-bit integer. Fills an `int64` column.
    case long
    /// `true` or `false`. Fills a `boolean` column.
    case boolean
    /// An array of strings, joined by commas. Fills a `binary` column.
    case stringArray
}

/// The unit of an integer that is a time.
public enum JSONTimeUnit: Sendable, Equatable {
    /// Seconds.
    case seconds
    /// Milliseconds.
    case milliseconds
    /// Microseconds.
    case microseconds
    /// Nanoseconds.
    case nanoseconds

    /// How many nanoseconds one is.
    var nanoseconds: Int64 {
        switch self {
        case .seconds: 1_000_000_000
        case .milliseconds: 1_000_000
        case .microseconds: 1_000
        case .nanoseconds: 1
        }
    }

    /// The unit's name in messages.
    var name: String {
        switch self {
        case .seconds: "seconds"
        case .milliseconds: "milliseconds"
        case .microseconds: "microseconds"
        case .nanoseconds: "nanoseconds"
        }
    }
}

/// A value for the column of a record that does not have the field.
public enum JSONDefault: Sendable, Equatable {
    /// The text of a string or identifier; of a string array, already joined.
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

extension JSONFieldType {
    /// What is expected, in words.
    var expectation: String {
        switch self {
        case .string: "a string"
        case .identifier: "a string or an integer"
        case .decimal(let precision, let scale): "a number that fits decimal(\(precision),\(scale))"
        case .timestamp(true, nil): "an RFC 3339 time"
        case .timestamp(false, let unit?): "an integer of \(unit.name)"
        case .timestamp(_, let unit): "an RFC 3339 time or an integer of \(unit?.name ?? "no unit")"
        case .long: "a 64-bit integer"
        case .boolean: "true or false"
        case .stringArray: "an array of strings"
        }
    }

    /// Whether a default is a value of the type.
    func takes(_ value: JSONDefault) -> Bool {
        switch (self, value) {
        case (.string, .string), (.identifier, .string), (.stringArray, .string): return true
        case (.long, .long), (.timestamp, .timestamp), (.boolean, .boolean): return true
        case (.decimal(let precision, _), .decimal(let unscaled)):
            var limit: Int128 = 1
            for _ in 0..<precision { limit *= 10 }
            return -limit < unscaled && unscaled < limit
        default: return false
        }
    }
}
