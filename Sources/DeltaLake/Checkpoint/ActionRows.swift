import Bytes
import Columnar
import JSONColumns

/// Gathers actions as rows of a checkpoint.
struct ActionRows {
    private var builder = ActionRows.makeBuilder()
    private(set) var count = 0

    /// Appends an action as a checkpoint has it: nothing in it is a change of data.
    mutating func append(_ action: Action) throws {
        var writer = JSONWriter(capacity: 1024)
        switch action {
        case .add(var file):
            file.dataChange = false
            Action.add(file).write(to: &writer)
        case .remove(var file):
            file.dataChange = false
            Action.remove(file).write(to: &writer)
        case .commitInfo:
            return
        default:
            action.write(to: &writer)
        }
        builder.append(try JSONValue(parsing: writer.bytes))
        count += 1
    }

    /// The rows gathered, which are forgotten here.
    mutating func take() -> Batch {
        guard case .structure(let rows) = builder.column else {
            preconditionFailure("rows of a schema are a structure")
        }
        builder = ActionRows.makeBuilder()
        count = 0
        return Batch(schema: CheckpointSchema.all, columns: rows.fields, rowCount: rows.count)
    }

    private static func makeBuilder() -> ColumnBuilder {
        ColumnBuilder.make(for: .structure(CheckpointSchema.all.fields))
    }
}
