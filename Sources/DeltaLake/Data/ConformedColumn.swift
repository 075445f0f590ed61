import Columnar

extension Batch {
    /// The column of a field in the field's type: nulls where the batch has none of that name.
    ///
    /// Fields of structures are found by name as well, at any depth.
    ///
    /// - Throws: `DeltaError` of kind `unsupported` where the types differ.
    func conformedColumn(_ field: Field) throws -> AnyColumn {
        guard let index = schema.index(of: field.name) else {
            return AnyColumn(nullsOf: field.type, count: rowCount)
        }
        return try columns[index].conformed(
            from: schema.fields[index].type, to: field.type, named: field.name)
    }
}

extension AnyColumn {
    fileprivate func conformed(
        from actual: DataType, to wanted: DataType, named name: String
    ) throws -> AnyColumn {
        switch (self, actual, wanted) {
        case (.structure(let structure), .structure(let from), .structure(let fields)):
            let batch = Batch(
                schema: Schema(from), columns: structure.fields, rowCount: structure.count)
            return .structure(
                StructColumn(
                    fields: try fields.map { try batch.conformedColumn($0) },
                    count: structure.count, validity: structure.validity))
        case (.list(var list), .array(let from, _), .array(let element, _)):
            list.elements = try list.elements.conformed(from: from, to: element, named: name)
            return .list(list)
        case (.list(var list), .map(let fromKey, let fromValue, _), .map(let key, let value, _)):
            list.elements = try list.elements.conformed(
                from: .structure([Field("key", fromKey), Field("value", fromValue)]),
                to: .structure([Field("key", key), Field("value", value)]), named: name)
            return .list(list)
        default:
            if actual == wanted || isInterchangeable(actual, wanted) { return self }
            throw DeltaError(
                .unsupported,
                "column `\(name)` is \(actual.deltaName) in a file and "
                    + "\(wanted.deltaName) in the table")
        }
    }
}

/// Whether a file's type is another spelling of the table's, with the same values in memory.
private func isInterchangeable(_ actual: DataType, _ wanted: DataType) -> Bool {
    switch (actual, wanted) {
    case (.byte, .short), (.byte, .integer), (.short, .integer), (.integer, .short),
        (.integer, .byte):
        true
    case (.string, .binary), (.binary, .string): true
    case (.timestamp, .timestampNTZ), (.timestampNTZ, .timestamp): true
    default: false
    }
}
