public import Parquet

/// A condition on the rows of a table, simple enough to leave out files by it.
///
/// Comparisons with null are false. Among floating-point numbers NaN equals itself and is greater
/// than all others, as in Spark; zero equals minus zero. Texts compare by their UTF-8 bytes.
public indirect enum Predicate: Sendable, Equatable {
    /// A column, by the names that lead to it through structures, against a value.
    case compare([String], Comparison, PredicateValue)
    /// A column has no value.
    case isNull([String])
    /// A column has a value.
    case isNotNull([String])
    /// All of these hold.
    case and([Predicate])
    /// One of these holds.
    case or([Predicate])

    /// How a column is compared.
    public typealias Comparison = ParquetComparison
}

/// What a column is compared with.
public enum PredicateValue: Sendable, Equatable {
    /// For booleans.
    case boolean(Bool)
    /// For integers, decimals and floating-point numbers; for dates, days since 1970; for
    /// timestamps, microseconds since 1970.
    case integer(Int64)
    /// For decimals: the value without its point, and the number of digits after it.
    case decimal(Int128, scale: Int)
    /// For floating-point numbers.
    case floating(Double)
    /// For strings.
    case text(String)
    /// For binary columns.
    case binary([UInt8])
}
