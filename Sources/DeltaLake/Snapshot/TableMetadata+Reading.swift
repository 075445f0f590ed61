import JSONColumns

extension TableMetadata {
    /// Refuses what no reading of this table could get right.
    func checkReadable() throws {
        if let mode = configuration["delta.columnMapping.mode"],
            ColumnMapping(rawValue: mode) == nil
        {
            throw DeltaError(
                .unsupported, "the table cannot be read: it has the columnMapping mode `\(mode)`")
        }
        let mapping = columnMapping
        try tableSchema.forEachField { field, path in
            if let name = field.type.firstUnknown {
                throw DeltaError(
                    .unsupported,
                    "the table cannot be read: column `\(path.joined(separator: "."))` has the "
                        + "type `\(name)`, which is not supported")
            }
            if let change = TypeChange.unreadable(of: field) {
                throw DeltaError(
                    .unsupported,
                    "the table cannot be read: column `\(path.joined(separator: "."))` was changed "
                        + "\(change), which typeWidening does not allow or this reader does not "
                        + "know"
                )
            }
            if mapping != .none,
                field.columnID == nil || field.metadata[SchemaField.physicalNameKey]?.string == nil
            {
                throw DeltaError(
                    .corrupt,
                    "column `\(path.joined(separator: "."))` has no id and physical name, which "
                        + "columnMapping needs")
            }
        }
    }
}

extension SchemaType {
    /// The name of the first type in it that this program does not know, fields left out.
    fileprivate var firstUnknown: String? {
        switch self {
        case .unknown(let name): name
        case .primitive, .void, .structure: nil
        case .array(let element, _): element.firstUnknown
        case .map(let key, let value, _): key.firstUnknown ?? value.firstUnknown
        }
    }
}
