import Columnar

/// How files that lack a tag get one: their rows are split by columns, and the values are the tag.
///
/// Another program's compaction joins files whatever their tags are, and drops them. This makes
/// such a file into as many as it has values, each with its tag and in order.
public struct RowTagging: Sendable {
    /// The tag.
    public let tag: String
    /// The columns, whose values make the tag's text with a `/` between them: texts or integers.
    public let columns: [String]
    /// The column in whose order the rows of each new file stand.
    public let orderedBy: String

    /// Tags by columns.
    public init(tag: String, columns: [String], orderedBy: String) {
        self.tag = tag
        self.columns = columns
        self.orderedBy = orderedBy
    }

    func check(_ metadata: TableMetadata) throws {
        for name in columns + [orderedBy] {
            guard let index = metadata.schema.index(of: name), !metadata.isPartitionColumn(name)
            else { throw DeltaError(.invalid, "the table's files have no column `\(name)`") }
            switch metadata.schema.fields[index].type {
            case .string, .integer, .long: break
            default: throw DeltaError(.invalid, "`\(name)` is no text and no integer")
            }
        }
    }

    /// The rows in order, those of one tag together.
    func runs(of rows: Batch) -> [(tag: String, rows: ArraySlice<Int32>)] {
        let order = RowClustering(columns + [orderedBy], order: .sort).arranged(rows)
        let values = columns.compactMap { rows.column($0) }
        var runs: [(tag: String, rows: ArraySlice<Int32>)] = []
        var start = 0
        for index in order.indices {
            let isLast = index == order.count - 1
            let tag = Self.text(Int(order[index]), values)
            guard isLast || Self.text(Int(order[index + 1]), values) != tag else { continue }
            runs.append((tag, order[start...index]))
            start = index + 1
        }
        return runs
    }

    private static func text(_ row: Int, _ columns: [AnyColumn]) -> String {
        columns.map { column in
            switch column {
            case .int32(let column): "\(column.values[row])"
            case .int64(let column): "\(column.values[row])"
            case .binary(let column): column.text(row) ?? ""
            default: ""
            }
        }.joined(separator: "/")
    }
}
