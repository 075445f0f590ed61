public import Columnar

/// The columns that a change feed has besides the table's.
public enum ChangeColumns {
    /// What became of a row: `insert`, `delete`, `update_preimage` or `update_postimage`.
    public static let type = "_change_type"
    /// The version that changed it.
    public static let version = "_commit_version"
    /// When that version was made.
    public static let timestamp = "_commit_timestamp"

    /// The fields of these columns.
    public static let fields = [
        Field(type, .string), Field(version, .long), Field(timestamp, .timestamp),
    ]

    /// Whether a name is that of one of these columns.
    static func include(_ name: String) -> Bool { fields.contains { $0.name.isSame(as: name) } }
}

extension Batch {
    /// The columns of some names, in that order; all if nil.
    func selecting(_ names: [String]?) -> Batch {
        guard let places = names?.compactMap({ schema.index(of: $0) }) else { return self }
        return Batch(
            schema: Schema(places.map { schema.fields[$0] }), columns: places.map { columns[$0] },
            rowCount: rowCount)
    }

    /// The rows of one kind of change, or of kinds that the last column tells.
    func asChanges(_ kind: String?, version: Int64, milliseconds: Int64) -> Batch {
        var batch = self
        if let kind {
            batch.schema.fields.append(ChangeColumns.fields[0])
            batch.columns.append(
                .binary(BinaryColumn(repeating: Array(kind.utf8), count: rowCount)))
        }
        batch.schema.fields += ChangeColumns.fields.dropFirst()
        let time = milliseconds.multipliedReportingOverflow(by: 1000)
        for value in [version, time.overflow ? milliseconds : time.partialValue] {
            batch.columns.append(.int64(Column(Array(repeating: value, count: rowCount))))
        }
        return batch
    }
}
