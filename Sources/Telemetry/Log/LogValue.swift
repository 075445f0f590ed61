/// The value of a field in a log line.
public enum LogValue: Sendable, Equatable {
    /// Text.
    case string(String)
    /// A whole number.
    case int(Int64)
    /// A measured number.
    case double(Double)
    /// True or false.
    case bool(Bool)

    /// A whole number of any width that fits 64 bits; larger ones are cut to the nearest.
    public static func count(_ value: some BinaryInteger) -> LogValue {
        .int(Int64(clamping: value))
    }
}

extension LogValue: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral
{
    /// Text.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A whole number.
    public init(integerLiteral value: Int64) { self = .int(value) }
    /// A measured number.
    public init(floatLiteral value: Double) { self = .double(value) }
    /// True or false.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}
