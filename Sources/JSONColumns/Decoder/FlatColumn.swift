import Columnar

/// A column of the kinds that decoding fills, owned alone.
///
/// `AnyColumn` holds its column in a box; a column that is changed while the box still holds it is
/// copied first. So a column is taken out, changed, and put back.
enum FlatColumn {
    /// Booleans.
    case boolean(Column<Bool>)
    /// 64-bit integers.
    case int64(Column<Int64>)
    /// 128-bit integers.
    case int128(Column<Int128>)
    /// Byte strings.
    case binary(BinaryColumn)

    /// Takes a column out of its box, which is gone when this returns.
    @inline(never)
    init(taking column: inout AnyColumn) {
        let taken = column
        column = .boolean(Column())
        switch taken {
        case .boolean(let column): self = .boolean(column)
        case .int64(let column): self = .int64(column)
        case .int128(let column): self = .int128(column)
        case .binary(let column): self = .binary(column)
        case .int32, .float, .double, .list, .structure:
            preconditionFailure("decoded columns are flat")
        }
    }
}
