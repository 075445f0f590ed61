import Bytes
import Columnar

/// The values of an expression for the rows of a batch.
struct ValueVector {
    /// The values; those of rows that are null mean nothing.
    enum Values {
        case truths([Truth])
        /// Unscaled numbers, days, or unscaled seconds.
        case exact([Int128])
        case real([Double])
        case bytes(BinaryColumn)
        /// Nested values, of which only presence is known; and constant nulls.
        case presence
    }

    var values: Values
    /// Which rows are there; nil when all are, and where truths say it themselves.
    var validity: Bitmap?
    /// Whether the first entry is meant for every row.
    var isConstant = false

    /// Where a row's value is.
    func place(_ row: Int) -> Int { isConstant ? 0 : row }

    /// Whether a row's value is null.
    func isNull(_ row: Int) -> Bool {
        if case .truths(let truths) = values { return truths[place(row)] == .unknown }
        guard let validity else { return false }
        return !validity[place(row)]
    }

    /// A value that is null in every row.
    static let null = ValueVector(
        values: .presence, validity: Bitmap(repeating: false, count: 1), isConstant: true)

    init(values: Values, validity: Bitmap? = nil, isConstant: Bool = false) {
        self.values = values
        self.validity = validity
        self.isConstant = isConstant
    }

    /// The values of a column.
    init(_ column: AnyColumn) {
        validity = column.validity
        switch column {
        case .boolean(let column):
            let truths = column.values.indices.map {
                column.isNull($0) ? .unknown : Truth(column.values[$0])
            }
            values = .truths(truths)
            validity = nil
        case .int32(let column): values = .exact(column.values.map { Int128($0) })
        case .int64(let column): values = .exact(column.values.map { Int128($0) })
        case .int128(let column): values = .exact(column.values)
        case .float(let column): values = .real(column.values.map { Double($0) })
        case .double(let column): values = .real(column.values)
        case .binary(let column): values = .bytes(column)
        case .list, .structure: values = .presence
        }
    }

    /// A value that is the same in every row.
    init(_ literal: SQLLiteral) {
        isConstant = true
        switch literal {
        case .exact(let number), .time(let number): values = .exact([number.unscaled])
        case .real(let value): values = .real([value])
        case .text(let text): values = .bytes(BinaryColumn([text]))
        case .boolean(let value): values = .truths([Truth(value)])
        case .date(let day): values = .exact([Int128(day)])
        case .null: self = .null
        }
    }

    /// Truths, one a row; a vector of another form is unknown in every row.
    func truths(count: Int) -> [Truth] {
        guard case .truths(let truths) = values else {
            return Array(repeating: .unknown, count: count)
        }
        return isConstant ? Array(repeating: truths[0], count: count) : truths
    }
}
