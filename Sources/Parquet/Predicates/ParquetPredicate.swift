/// A condition on the rows of a file, simple enough to leave out pages by it.
///
/// As in SQL, a comparison with null is neither true nor false, and rows are wanted for which the
/// condition is true. Columns are named by the names that lead to them through structures; there
/// are no conditions on columns inside lists and maps.
public indirect enum ParquetPredicate: Sendable, Equatable {
    /// A column against a value of its type.
    case compare([String], ParquetComparison, ParquetValue)
    /// A column has no value.
    case isNull([String])
    /// A column has a value.
    case isNotNull([String])
    /// All of these hold; true if there are none.
    case and([ParquetPredicate])
    /// One of these holds; false if there are none.
    case or([ParquetPredicate])
    /// This does not hold.
    case not(ParquetPredicate)

    /// The same condition without `not`.
    var withoutNot: ParquetPredicate {
        switch self {
        case .compare, .isNull, .isNotNull: self
        case .and(let parts): .and(parts.map(\.withoutNot))
        case .or(let parts): .or(parts.map(\.withoutNot))
        case .not(let part): part.negated
        }
    }

    private var negated: ParquetPredicate {
        switch self {
        case .compare(let path, let comparison, let value):
            .compare(path, comparison.opposite, value)
        case .isNull(let path): .isNotNull(path)
        case .isNotNull(let path): .isNull(path)
        case .and(let parts): .or(parts.map(\.negated))
        case .or(let parts): .and(parts.map(\.negated))
        case .not(let part): part.withoutNot
        }
    }
}
