/// Fixed-width values of one type, with their validity apart.
///
/// A row that is null holds a value nobody reads (zero, by convention).
public struct Column<Value: BitwiseCopyable & Sendable>: Sendable {
    /// The values, one a row.
    public var values: [Value]
    /// Which rows are there; nil when all are.
    public var validity: Bitmap?

    /// Makes a column of values.
    @inlinable public init(_ values: [Value] = [], validity: Bitmap? = nil) {
        precondition(
            validity == nil || validity?.count == values.count, "validity covers every row")
        self.values = values
        self.validity = validity
    }

    /// The number of rows.
    @inlinable public var count: Int { values.count }

    /// Whether a row is null.
    @inlinable public func isNull(_ row: Int) -> Bool {
        guard let validity else { return false }
        return !validity[row]
    }

    /// Appends a value.
    @inlinable public mutating func append(_ value: Value) {
        values.append(value)
        if validity != nil { validity?.append(true) }
    }

    /// Appends a null; `placeholder` takes its place among the values.
    @inlinable public mutating func appendNull(placeholder: Value) {
        if validity == nil { validity = Bitmap(repeating: true, count: values.count) }
        validity?.append(false)
        values.append(placeholder)
    }

    /// Forgets the rows and keeps the memory.
    public mutating func removeAll() {
        values.removeAll(keepingCapacity: true)
        validity = nil
    }

    /// Forgets the rows after the first `count`.
    public mutating func truncate(to count: Int) {
        values.removeLast(values.count - count)
        validity?.truncate(to: count)
    }

    /// The rows at `rows`, in that order.
    public func gathered(_ rows: Span<Int32>) -> Column<Value> {
        var result = Column<Value>()
        result.values.reserveCapacity(rows.count)
        for index in rows.indices { result.values.append(values[Int(rows[index])]) }
        if let validity { result.validity = validity.gathered(rows) }
        return result
    }

    /// Appends the rows of another column.
    public mutating func append(contentsOf other: Column<Value>) {
        let before = values.count
        values.append(contentsOf: other.values)
        Bitmap.extend(&validity, after: before, by: other.validity, other.count)
    }
}

extension Bitmap {
    /// The bits at `rows`, in that order.
    func gathered(_ rows: Span<Int32>) -> Bitmap {
        var result = Bitmap()
        for index in rows.indices { result.append(self[Int(rows[index])]) }
        return result
    }

    /// Extends a column's validity by that of rows that follow; nil while all rows are there.
    static func extend(_ validity: inout Bitmap?, after rows: Int, by other: Bitmap?, _ count: Int)
    {
        guard validity != nil || other != nil else { return }
        if validity == nil { validity = Bitmap(repeating: true, count: rows) }
        if let other {
            validity?.append(other)
        } else {
            validity?.append(repeating: true, count: count)
        }
    }
}
