import Columnar
import Parquet

/// A condition whose columns were found in a table.
indirect enum ResolvedPredicate: Sendable {
    case compare(ResolvedColumn, Predicate.Comparison, Ordinal)
    case isNull(ResolvedColumn)
    case isNotNull(ResolvedColumn)
    case and([ResolvedPredicate])
    case or([ResolvedPredicate])

    /// Finds the columns of a condition.
    ///
    /// - Throws: `DeltaError` of kind `invalid` for columns that are not there or nested, and for
    ///   values that a column cannot have.
    init(_ predicate: Predicate, in metadata: TableMetadata) throws {
        switch predicate {
        case .compare(let path, let comparison, let value):
            let column = try ResolvedColumn(path, in: metadata)
            guard let ordinal = Ordinal(value, of: column.type) else {
                throw DeltaError(
                    .invalid,
                    "column `\(path.joined(separator: "."))` is \(column.type.deltaName), which "
                        + "has no value \(value)")
            }
            self = .compare(column, comparison, ordinal)
        case .isNull(let path): self = .isNull(try ResolvedColumn(path, in: metadata))
        case .isNotNull(let path): self = .isNotNull(try ResolvedColumn(path, in: metadata))
        case .and(let parts):
            self = .and(try parts.map { try ResolvedPredicate($0, in: metadata) })
        case .or(let parts):
            self = .or(try parts.map { try ResolvedPredicate($0, in: metadata) })
        }
    }

    /// The names of the table's columns that the condition is about.
    var columns: Set<String> {
        switch self {
        case .compare(let column, _, _), .isNull(let column), .isNotNull(let column):
            [column.field.name]
        case .and(let parts), .or(let parts):
            parts.reduce(into: []) { $0.formUnion($1.columns) }
        }
    }

    /// Whether there may be a row for which the condition holds, by what is known of columns.
    func mayHold(_ bounds: (ResolvedColumn) throws -> ColumnBounds) rethrows -> Bool {
        switch self {
        case .compare(let column, let comparison, let value):
            try bounds(column).mayHold(comparison, value)
        case .isNull(let column): try bounds(column).hasNulls ?? true
        case .isNotNull(let column): try bounds(column).hasValues ?? true
        case .and(let parts): try parts.allSatisfy { try $0.mayHold(bounds) }
        case .or(let parts): try parts.contains { try $0.mayHold(bounds) }
        }
    }
}

/// A column of single values, at any depth of structures.
struct ResolvedColumn: Sendable {
    /// The column of the table that it lies in.
    let field: SchemaField
    /// Whether its values are in the log.
    let isPartition: Bool
    /// The fields as files have them, from the outside in.
    let physicalPath: [Field]
    /// The places of fields within structures, from the outside in.
    let places: [Int]
    let type: DataType

    init(_ path: [String], in metadata: TableMetadata) throws {
        let text = path.joined(separator: ".")
        guard let name = path.first, let field = metadata.tableSchema[name] else {
            throw DeltaError(.invalid, "the table has no column `\(text)`")
        }
        let mapping = metadata.columnMapping
        var last = field
        var fields = [field]
        var places: [Int] = []
        for name in path.dropFirst() {
            guard case .structure(let inner) = last.type,
                let place = inner.firstIndex(where: { $0.name.isSame(as: name) })
            else { throw DeltaError(.invalid, "the table has no column `\(text)`") }
            last = inner[place]
            fields.append(last)
            places.append(place)
        }
        guard case .primitive(let type) = last.type else {
            throw DeltaError(.invalid, "column `\(text)` has no single values to be compared")
        }
        self.field = field
        self.type = type
        self.places = places
        isPartition = metadata.isPartitionColumn(field.name)
        physicalPath = fields.compactMap {
            $0.column(named: { $0.physicalName(mapping) }, mapping)
        }
    }

    /// The values in a batch, and which of them are there.
    func values(in batch: Batch) -> (column: AnyColumn, isThere: (Int) -> Bool)? {
        guard var column = batch.column(field.name) else { return nil }
        var validities = [column.validity]
        for place in places {
            guard case .structure(let structure) = column else { return nil }
            column = structure.fields[place]
            validities.append(column.validity)
        }
        let present = validities.compactMap { $0 }
        return (column, { row in present.allSatisfy { $0[row] } })
    }
}

extension ResolvedPredicate {
    /// The rows of a batch for which the condition holds.
    func rows(of batch: Batch) -> [Int32] {
        let holds = rowTruths(of: batch)
        return (0..<batch.rowCount).filter { holds[$0] }.map { Int32($0) }
    }

    private func rowTruths(of batch: Batch) -> [Bool] {
        switch self {
        case .compare(let column, let comparison, let value):
            return rowTruths(column, batch) { values, row, isThere in
                guard isThere, let own = Ordinal(row, of: values) else { return false }
                return comparison.holds(own.order(to: value))
            }
        case .isNull(let column): return rowTruths(column, batch) { _, _, isThere in !isThere }
        case .isNotNull(let column): return rowTruths(column, batch) { _, _, isThere in isThere }
        case .and(let parts):
            return parts.reduce(Array(repeating: true, count: batch.rowCount)) { truths, part in
                zip(truths, part.rowTruths(of: batch)).map { $0 && $1 }
            }
        case .or(let parts):
            return parts.reduce(Array(repeating: false, count: batch.rowCount)) { truths, part in
                zip(truths, part.rowTruths(of: batch)).map { $0 || $1 }
            }
        }
    }

    private func rowTruths(
        _ column: ResolvedColumn, _ batch: Batch, _ holds: (AnyColumn, Int, Bool) -> Bool
    ) -> [Bool] {
        guard let values = column.values(in: batch) else {
            preconditionFailure("a batch has the columns of its condition")
        }
        return (0..<batch.rowCount).map { holds(values.column, $0, values.isThere($0)) }
    }
}
