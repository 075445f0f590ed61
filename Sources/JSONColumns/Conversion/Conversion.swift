/// What became of a text that should be a value of a column.
enum Conversion<Value: BitwiseCopyable & Sendable & Equatable>: Equatable {
    /// The column holds the value exactly.
    case value(Value)
    /// The text is not of the form.
    case malformed
    /// The value has digits below the column's last place.
    case lossy
    /// The value is beyond the ends of the column.
    case outOfRange
}
