import Columnar
import JSONColumns

/// Gathers actions as rows of a checkpoint.
struct ActionRows {
    private let schema: Schema
    private var builder: ColumnBuilder
    private(set) var count = 0

    /// Gathers actions of these kinds.
    init(_ kinds: [Field]) {
        schema = Schema(kinds)
        builder = ColumnBuilder.make(for: .structure(kinds))
    }

    /// Appends an action of which the checkpoint has the fields that its schema names.
    mutating func append(_ kind: String, _ action: JSONObject) {
        builder.append(.object([kind: .object(action)]))
        count += 1
    }

    /// Appends an action.
    mutating func append(_ action: Action) throws {
        var writer = JSONWriter(capacity: 1024)
        action.write(to: &writer)
        builder.append(try JSONValue(parsing: writer.bytes))
        count += 1
    }

    /// The rows gathered, which are forgotten here.
    mutating func take() -> Batch {
        guard case .structure(let rows) = builder.column else {
            preconditionFailure("rows of a schema are a structure")
        }
        builder = ColumnBuilder.make(for: .structure(schema.fields))
        count = 0
        return Batch(schema: schema, columns: rows.fields, rowCount: rows.count)
    }
}
