import Columnar

extension Schema {
    /// The position of the field that is another's in a file: by name, or by id.
    func index(of field: Field, _ mapping: ColumnMapping) -> Int? {
        guard mapping == .id, let id = field.id else { return index(of: field.name) }
        return fields.firstIndex { $0.id == id }
    }
}

extension Batch {
    /// The column of a field in the field's type: nulls where the batch has none of that name.
    ///
    /// Fields of structures are found likewise, at any depth.
    ///
    /// - Throws: `DeltaError` of kind `unsupported` where the types differ.
    func conformedColumn(_ field: Field, _ mapping: ColumnMapping = .none) throws -> AnyColumn {
        guard let index = schema.index(of: field, mapping) else {
            return AnyColumn(nullsOf: field.type, count: rowCount)
        }
        return try columns[index].conformed(
            from: schema.fields[index].type, to: field.type, named: field.name, mapping)
    }
}

extension AnyColumn {
    /// The column in another type: fields found by name or id, values widened.
    ///
    /// - Throws: `DeltaError` of kind `unsupported` where the types differ.
    func conformed(
        from actual: DataType, to wanted: DataType, named name: String, _ mapping: ColumnMapping
    ) throws -> AnyColumn {
        switch (self, actual, wanted) {
        case (.structure(let structure), .structure(let from), .structure(let fields)):
            let batch = Batch(
                schema: Schema(from), columns: structure.fields, rowCount: structure.count)
            return .structure(
                StructColumn(
                    fields: try fields.map { try batch.conformedColumn($0, mapping) },
                    count: structure.count, validity: structure.validity))
        case (.list(var list), .array(let from, _), .array(let element, _)):
            list.elements = try list.elements.conformed(
                from: from, to: element, named: name, mapping)
            return .list(list)
        case (.list(var list), .map(let fromKey, let fromValue, _), .map(let key, let value, _)):
            guard case .structure(var entries) = list.elements, entries.fields.count == 2 else {
                break
            }
            entries.fields[0] = try entries.fields[0].conformed(
                from: fromKey, to: key, named: name, mapping)
            entries.fields[1] = try entries.fields[1].conformed(
                from: fromValue, to: value, named: name, mapping)
            list.elements = .structure(entries)
            return .list(list)
        default:
            if let column = widened(from: actual, to: wanted) { return column }
        }
        throw DeltaError(
            .unsupported,
            "column `\(name)` is \(actual.deltaName) in a file and "
                + "\(wanted.deltaName) in the table")
    }
}
