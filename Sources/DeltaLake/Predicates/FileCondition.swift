import Columnar
import Parquet

/// A condition, and where its columns are in one file.
struct FileCondition: Sendable {
    private let condition: ResolvedPredicate
    private let file: FileBounds
    private let parquet: ParquetReader
    private let mapping: ColumnMapping

    init(
        _ condition: ResolvedPredicate, _ file: AddFile, _ parquet: ParquetReader,
        _ mapping: ColumnMapping
    ) {
        self.condition = condition
        self.file = FileBounds(file)
        self.parquet = parquet
        self.mapping = mapping
    }

    /// The rows of a row group among which there may be some for which the condition holds, by the
    /// statistics of the row group and its pages.
    func rows(ofGroup group: Int) throws -> [Range<Int>] {
        let all = 0..<parquet.rowCount(ofGroup: group)
        guard condition.mayHold({ bounds(of: $0, inGroup: group) }), !all.isEmpty else {
            return []
        }
        let pages = try self.pages(ofGroup: group)
        // Between two borders of pages, each column has one page.
        let borders = Set(pages.values.joined().map(\.rows.lowerBound)).union([0]).sorted()
        var rows: [Range<Int>] = []
        for (index, start) in borders.enumerated() {
            let end = index + 1 < borders.count ? borders[index + 1] : all.upperBound
            let mayHold = condition.mayHold { column in
                guard let pages = pages[column.key],
                    let page = pages.last(where: { $0.rows.lowerBound <= start })
                else { return bounds(of: column, inGroup: group) }
                return ColumnBounds(page.bounds, rowCount: page.rows.count)
            }
            guard mayHold else { continue }
            if let last = rows.last, last.upperBound == start {
                rows[rows.count - 1] = last.lowerBound..<end
            } else {
                rows.append(start..<end)
            }
        }
        return rows
    }

    /// The pages of the columns that the condition is about, of those whose pages are known.
    private func pages(ofGroup group: Int) throws -> [String: [ParquetPageBounds]] {
        var pages: [String: [ParquetPageBounds]] = [:]
        for column in condition.comparedColumns where !column.isPartition {
            guard let (path, type) = place(of: column), type == column.type else { continue }
            pages[column.key] = try parquet.pageBounds(ofGroup: group, column: path)
        }
        return pages
    }

    private func bounds(of column: ResolvedColumn, inGroup group: Int) -> ColumnBounds {
        if column.isPartition { return file.bounds(of: column) }
        guard let (path, type) = place(of: column) else {
            // The file lacks the column: all null.
            return ColumnBounds(hasNulls: true, hasValues: false)
        }
        // A column whose type was widened has its bounds in the old one.
        guard type == column.type else { return ColumnBounds() }
        return ColumnBounds(
            parquet.bounds(ofGroup: group, column: path), rowCount: parquet.rowCount(ofGroup: group)
        )
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
