import Columnar
import Parquet

/// A condition, and where its columns are in one file.
struct FileCondition: Sendable {
    private let condition: ResolvedPredicate
    private let file: AddFile
    private let parquet: ParquetReader
    private let mapping: ColumnMapping

    init(
        _ condition: ResolvedPredicate, _ file: AddFile, _ parquet: ParquetReader,
        _ mapping: ColumnMapping
    ) {
        self.condition = condition
        self.file = file
        self.parquet = parquet
        self.mapping = mapping
    }

    /// Whether a row group may have rows for which the condition holds, by its statistics.
    func mayHold(inGroup group: Int) -> Bool {
        condition.mayHold { column in
            column.isPartition
                ? FileBounds(file).bounds(of: column) : bounds(of: column, inGroup: group)
        }
    }

    private func bounds(of column: ResolvedColumn, inGroup group: Int) -> ColumnBounds {
        var bounds = ColumnBounds()
        guard let (path, type) = place(of: column) else {
            // The file lacks the column: all null.
            (bounds.hasNulls, bounds.hasValues) = (true, false)
            return bounds
        }
        // A column whose type was widened has its bounds in the old one.
        guard type == column.type else { return bounds }
        let stored = parquet.bounds(ofGroup: group, column: path)
        bounds.minimum = stored.minimum.flatMap { Ordinal($0) }
        bounds.maximum = stored.maximum.flatMap { Ordinal($0) }
        if let nullCount = stored.nullCount {
            if nullCount == 0 { bounds.hasNulls = false }
            if nullCount == parquet.rowCount(ofGroup: group) { bounds.hasValues = false }
        }
        return bounds
    }

    /// The names in the file that lead to a column, and its type there; nil where it is missing.
    private func place(of column: ResolvedColumn) -> (path: [String], type: DataType)? {
        var path: [String] = []
        var type = DataType.structure(parquet.schema.fields)
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

extension Ordinal {
    fileprivate init?(_ bound: ParquetBound) {
        switch bound {
        case .boolean(let value): self = .whole(value ? 1 : 0)
        case .integer(let value): self = .whole(Int128(value))
        case .decimal(let value): self = .whole(value)
        case .floating(let value): self = .floating(value)
        // A maximum that is not exact is not less than any value.
        case .text(let bytes, _): self = .bytes(bytes)
        }
    }
}
