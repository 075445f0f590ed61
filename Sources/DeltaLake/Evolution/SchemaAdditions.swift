import Columnar

/// The columns that rows have and a table has not, as changes of the table.
struct SchemaAdditions {
    /// An addition for each, in the order met.
    private(set) var changes: [SchemaChange] = []

    /// Compares rows with a table; where a column is there with another type it stays as it is.
    init(of batches: [Batch], to schema: Schema) {
        var fields = schema.fields
        for batch in batches { fields = merged(batch.schema.fields, into: fields, within: []) }
    }

    private mutating func merged(
        _ rows: [Field], into table: [Field], within path: [String]
    ) -> [Field] {
        var fields = table
        for row in rows {
            if let place = fields.firstIndex(where: { $0.name.isSame(as: row.name) }) {
                let path = path + [row.name]
                fields[place].type = merged(row.type, into: fields[place].type, at: path)
            } else if !fields.contains(where: { row.isSimilar(to: $0) }) {
                // The rows that are there have no value for it.
                let new = Field(row.name, row.type)
                fields.append(new)
                changes.append(.add(new, within: path))
            }
        }
        return fields
    }

    private mutating func merged(
        _ rows: DataType, into table: DataType, at path: [String]
    ) -> DataType {
        switch (rows, table) {
        case (.structure(let new), .structure(let fields)):
            return .structure(merged(new, into: fields, within: path))
        case (.array(let new, _), .array(let element, let containsNull)):
            return .array(
                element: merged(new, into: element, at: path + ["element"]),
                containsNull: containsNull)
        default: return table
        }
    }
}

extension Field {
    /// Whether names differ in case only, which no table can have.
    fileprivate func isSimilar(to other: Field) -> Bool {
        name.lowercased().isSame(as: other.name.lowercased())
    }
}
