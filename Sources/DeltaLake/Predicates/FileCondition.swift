import Columnar
import Parquet

/// A condition on a table's rows, as one on the columns of one of its files.
struct FileCondition: Sendable {
    private let predicate: ParquetPredicate
    private let parquet: ParquetReader

    init(
        _ condition: ResolvedPredicate, _ file: AddFile, _ parquet: ParquetReader,
        _ mapping: ColumnMapping
    ) {
        let translation = Translation(
            file: FileBounds(file), schema: parquet.schema, mapping: mapping)
        predicate = translation.predicate(condition)
        self.parquet = parquet
    }

    /// The rows of a row group among which there may be some for which the condition holds, by the
    /// statistics of the row group and its pages.
    func rows(ofGroup group: Int) throws -> [Range<Int>] {
        try parquet.rows(ofGroup: group, matching: predicate)
    }
}

/// How a file has the columns of its table.
private struct Translation {
    let file: FileBounds
    let schema: Schema
    let mapping: ColumnMapping

    func predicate(_ condition: ResolvedPredicate) -> ParquetPredicate {
        switch condition {
        case .compare(let column, let comparison, let value):
            // A column whose type was widened has its bounds in the old one.
            predicate(condition, column) { path, type in
                type == column.type ? .compare(path, comparison, value) : .isNotNull(path)
            }
        case .isNull(let column): predicate(condition, column) { path, _ in .isNull(path) }
        case .isNotNull(let column): predicate(condition, column) { path, _ in .isNotNull(path) }
        case .and(let parts): .and(parts.map(predicate))
        case .or(let parts): .or(parts.map(predicate))
        }
    }

    /// What a condition on one column comes to: for a column that the file does not have, whether
    /// it may hold at all.
    private func predicate(
        _ condition: ResolvedPredicate, _ column: ResolvedColumn,
        _ stored: ([String], DataType) -> ParquetPredicate
    ) -> ParquetPredicate {
        if !column.isPartition, let (path, type) = place(of: column) { return stored(path, type) }
        let mayHold = condition.mayHold { column in
            // What neither file nor log has is null.
            column.isPartition
                ? file.bounds(of: column) : ColumnBounds(hasNulls: true, hasValues: false)
        }
        return mayHold ? .and([]) : .or([])
    }

    /// The names in the file that lead to a column, and its type there; nil where it is missing.
    private func place(of column: ResolvedColumn) -> (path: [String], type: DataType)? {
        var path: [String] = []
        var type = DataType.structure(schema.fields)
        for wanted in column.physicalPath {
            guard case .structure(let fields) = type,
                let index = Schema(fields).index(of: wanted, mapping)
            else { return nil }
            path.append(fields[index].name)
            type = fields[index].type
        }
        return (path, type)
    }
}
