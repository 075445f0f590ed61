import Columnar

/// What rows must be like to come into a table: NOT NULL, invariants, CHECK, generated columns.
struct RowChecks: Sendable {
    private let metadata: TableMetadata
    private let constraints: [TableConstraint]
    private let hasRequiredFields: Bool
    /// The columns that rows bring, in the order of the table, partition columns left out.
    private let schema: Schema

    /// - Throws: `DeltaError` of kind `unsupported` for a constraint beyond this program.
    init(_ metadata: TableMetadata) throws {
        self.metadata = metadata
        constraints = try TableConstraint.all(of: metadata)
        schema = metadata.dataSchema
        hasRequiredFields = metadata.schema.fields.contains { $0.hasRequiredPart }
    }

    /// Whether any rows will do.
    var isEmpty: Bool { constraints.isEmpty && !hasRequiredFields }

    /// Refuses a partition that no row of the table may have.
    func check(_ partition: [PartitionValue]) throws {
        for value in partition where value.text?.isEmpty ?? true {
            guard let index = metadata.schema.index(of: value.column) else { continue }
            if !metadata.schema.fields[index].isNullable {
                throw DeltaError(
                    .invalid, "column `\(value.column)` must not be null: it is NOT NULL")
            }
        }
    }

    /// Refuses rows that break a constraint; the columns are those of the table's files.
    ///
    /// - Throws: `DeltaError` of kind `invalid`, which names the constraint, the number of rows and
    ///   the values of the first.
    func check(
        columns: [AnyColumn], rowCount: Int, partition: [PartitionValue]
    ) throws {
        if hasRequiredFields {
            for (field, column) in zip(schema.fields, columns) {
                if let violation = column.missing(field, named: field.name, rows: rowCount) {
                    throw DeltaError(.invalid, violation)
                }
            }
        }
        if constraints.isEmpty || rowCount == 0 { return }
        let batch = try batch(columns, rowCount, partition)
        for constraint in constraints {
            let truths = constraint.condition.truths(of: batch)
            guard let first = truths.firstIndex(where: { $0 != .yes }) else { continue }
            let count = truths.count { $0 != .yes }
            let values = batch.text(ofRow: first, columns: constraint.condition.columns)
            throw DeltaError(
                .invalid,
                "\(constraint.name) is not true for \(count) of \(rowCount) rows, first for "
                    + values)
        }
    }

    /// The rows with their partition columns, as far as constraints look at those.
    private func batch(
        _ columns: [AnyColumn], _ rowCount: Int, _ partition: [PartitionValue]
    ) throws -> Batch {
        var batch = Batch(schema: schema, columns: columns, rowCount: rowCount)
        let read = constraints.flatMap(\.condition.columns)
        for value in partition where read.contains(where: { $0.isSame(as: value.column) }) {
            guard let index = metadata.schema.index(of: value.column) else { continue }
            let field = metadata.schema.fields[index]
            batch.schema.fields.append(field)
            batch.columns.append(
                try AnyColumn(
                    repeating: value.text, of: field.type, named: field.name, count: rowCount))
        }
        return batch
    }
}

extension Field {
    /// Whether the field or something within it must not be null.
    fileprivate var hasRequiredPart: Bool { !isNullable || type.hasRequiredPart }
}

extension DataType {
    fileprivate var hasRequiredPart: Bool {
        switch self {
        case .structure(let fields): fields.contains { $0.hasRequiredPart }
        case .array(let element, let containsNull): !containsNull || element.hasRequiredPart
        case .map(let key, let value, let containsNull):
            !containsNull || key.hasRequiredPart || value.hasRequiredPart
        default: false
        }
    }
}

extension AnyColumn {
    /// Which part of a column is null where it must not be; nil for none.
    ///
    /// A null structure is no fault of its fields, and a null list none of its elements.
    fileprivate func missing(
        _ field: Field, named name: String, rows: Int, within parent: Bitmap? = nil
    ) -> String? {
        if !field.isNullable, let validity {
            let missing = (0..<validity.count).filter { !validity[$0] && (parent?[$0] ?? true) }
            if let first = missing.first {
                return "column `\(name)` must not be null: it is NOT NULL, and \(missing.count) of "
                    + "\(validity.count) values are null, first at row \(first)"
            }
        }
        switch (self, field.type) {
        case (.structure(let structure), .structure(let fields)):
            for (inner, column) in zip(fields, structure.fields) {
                let path = "\(name).\(inner.name)"
                if let text = column.missing(inner, named: path, rows: rows, within: validity) {
                    return text
                }
            }
        case (.list(let list), .array(let element, let containsNull)):
            let inner = Field("element", element, isNullable: containsNull)
            return list.elements.missing(inner, named: "\(name).element", rows: rows)
        case (.list(let list), .map(let key, let value, let containsNull)):
            let entry = DataType.structure([
                Field("key", key, isNullable: false),
                Field("value", value, isNullable: containsNull),
            ])
            return list.elements.missing(Field("entry", entry), named: name, rows: rows)
        default: break
        }
        return nil
    }
}
