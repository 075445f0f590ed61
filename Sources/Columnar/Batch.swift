/// Rows of one schema, column by column.
public struct Batch: Sendable {
    /// The schema that the columns follow.
    public var schema: Schema
    /// The columns, one a field of the schema, of equal length.
    public var columns: [AnyColumn]
    /// The number of rows.
    public var rowCount: Int

    /// Makes a batch of its parts.
    public init(schema: Schema, columns: [AnyColumn], rowCount: Int) {
        precondition(columns.count == schema.fields.count, "a batch has a column for each field")
        precondition(columns.allSatisfy { $0.count == rowCount }, "a batch's columns are as long")
        self.schema = schema
        self.columns = columns
        self.rowCount = rowCount
    }

    /// Makes an empty batch of a schema.
    public init(empty schema: Schema) {
        self.init(
            schema: schema, columns: schema.fields.map { AnyColumn(empty: $0.type) }, rowCount: 0)
    }

    /// The rows at `rows`, in that order.
    public func gathered(_ rows: Span<Int32>) -> Batch {
        var picked: [AnyColumn] = []
        picked.reserveCapacity(columns.count)
        for column in columns { picked.append(column.gathered(rows)) }
        return Batch(schema: schema, columns: picked, rowCount: rows.count)
    }

    /// Appends the rows of a batch of the same schema.
    public mutating func append(contentsOf other: Batch) {
        for index in columns.indices { columns[index].append(contentsOf: other.columns[index]) }
        rowCount += other.rowCount
    }

    /// The column of a name.
    public func column(_ name: String) -> AnyColumn? {
        schema.index(of: name).map { columns[$0] }
    }
}
