extension Batch {
    /// The bytes of memory that the rows take; memory shared with another batch counts in both.
    public var memoryByteCount: Int {
        var total = 0
        for column in columns { total += column.memoryByteCount }
        return total
    }
}

extension AnyColumn {
    /// The bytes of memory that the rows take.
    var memoryByteCount: Int {
        let values =
            switch self {
            case .boolean(let column): column.values.capacity
            case .int32(let column): 4 * column.values.capacity
            case .int64(let column): 8 * column.values.capacity
            case .int128(let column): 16 * column.values.capacity
            case .float(let column): 4 * column.values.capacity
            case .double(let column): 8 * column.values.capacity
            case .binary(let column): 4 * column.offsets.capacity + column.bytes.capacity
            case .list(let column):
                4 * column.offsets.capacity + column.elements.memoryByteCount
            case .structure(let column):
                column.fields.reduce(0) { $0 + $1.memoryByteCount }
            }
        return values + (validity?.count ?? 0) / 8
    }
}
