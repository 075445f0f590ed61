import Columnar
import JSONColumns

/// What keeps rows of one schema from a table of another: a line for each difference.
struct SchemaDifferences {
    private(set) var lines: [String] = []

    /// Compares the columns of rows with those of a table.
    ///
    /// Nullable columns may be left out, and are null then; those with a default of their own or
    /// generated from others may not, since this program does not make their values. Rows may be
    /// declared laxer or stricter about nulls than the table: what they hold is looked at when it
    /// is written.
    init(of rows: Schema, to metadata: TableMetadata) {
        compare(rows.fields, metadata.schema.fields, within: []) { field in
            let properties = metadata.tableSchema[field.name]?.metadata
            if properties?["CURRENT_DEFAULT"] != nil { return "its default is not supported" }
            return properties?["delta.generationExpression"]?.string.map {
                "is generated: rows have to bring the value of \($0)"
            }
        }
    }

    /// - Throws: `DeltaError` of kind `mismatch` with every line; nothing where there is none.
    func refuse() throws {
        if lines.isEmpty { return }
        throw DeltaError(
            .mismatch, "the rows do not fit the table: " + lines.joined(separator: "; "))
    }

    private mutating func compare(
        _ rows: [Field], _ table: [Field], within path: [String],
        need: (Field) -> String? = { _ in nil }
    ) {
        for (index, field) in rows.enumerated() {
            let shown = SchemaEvolution.shown(path + [field.name])
            if rows[..<index].contains(where: { $0.name.isSame(as: field.name) }) {
                lines.append("column \(shown) is given twice")
            }
            if let wanted = table.first(where: { $0.name.isSame(as: field.name) }) {
                compare(field.type, wanted.type, at: path + [field.name])
            } else if let similar = table.first(where: {
                $0.name.lowercased().isSame(as: field.name.lowercased())
            }) {
                lines.append("column \(shown) is `\(similar.name)` in the table: case counts")
            } else {
                lines.append("column \(shown) \(field.type.deltaName) is none of the table's")
            }
        }
        for field in table where !rows.contains(where: { $0.name.isSame(as: field.name) }) {
            let shown = SchemaEvolution.shown(path + [field.name])
            if !field.isNullable {
                lines.append("column \(shown) \(field.type.deltaName) is missing, and is NOT NULL")
            } else if let reason = need(field) {
                lines.append("column \(shown) is missing, and \(reason)")
            }
        }
    }

    private mutating func compare(_ actual: DataType, _ wanted: DataType, at path: [String]) {
        switch (actual, wanted) {
        case (.structure(let rows), .structure(let table)):
            compare(rows, table, within: path)
        case (.array(let actual, _), .array(let wanted, _)):
            compare(actual, wanted, at: path + ["element"])
        case (.map(let key, let value, _), .map(let wantedKey, let wantedValue, _)):
            compare(key, wantedKey, at: path + ["key"])
            compare(value, wantedValue, at: path + ["value"])
        default:
            if actual != wanted {
                lines.append(
                    "column \(SchemaEvolution.shown(path)) is \(actual.deltaName) instead of "
                        + wanted.deltaName)
            }
        }
    }
}

extension Batch {
    /// The rows with the columns of a schema, in its order; null where the rows have none.
    func arranged(to schema: Schema) -> Batch {
        let arranged = schema.fields.map { field -> AnyColumn in
            guard let index = self.schema.index(of: field.name) else {
                return AnyColumn(nullsOf: field.type, count: rowCount)
            }
            return columns[index].arranged(from: self.schema.fields[index].type, to: field.type)
        }
        return Batch(schema: schema, columns: arranged, rowCount: rowCount)
    }
}

extension AnyColumn {
    /// Structures with their fields in the order of a type, at any depth.
    fileprivate func arranged(from: DataType, to: DataType) -> AnyColumn {
        if from == to { return self }
        switch (self, from, to) {
        case (.structure(let structure), .structure(let present), .structure(let wanted)):
            let batch = Batch(
                schema: Schema(present), columns: structure.fields, rowCount: structure.count)
            return .structure(
                StructColumn(
                    fields: batch.arranged(to: Schema(wanted)).columns, count: structure.count,
                    validity: structure.validity))
        case (.list(var list), .array(let present, _), .array(let wanted, _)):
            list.elements = list.elements.arranged(from: present, to: wanted)
            return .list(list)
        case (.list(var list), .map(let key, let value, _), .map(let toKey, let toValue, _)):
            list.elements = list.elements.arranged(
                from: .structure([Field("key", key), Field("value", value)]),
                to: .structure([Field("key", toKey), Field("value", toValue)]))
            return .list(list)
        default: return self
        }
    }
}
