import Columnar
import JSONColumns

extension SchemaEvolution {
    /// Makes a type wider, and notes at the nearest field which it was.
    mutating func widen(_ path: [String], to wanted: DataType) {
        let shown = SchemaEvolution.shown(path)
        if metadata.configuration[TypeWidening.enabled] != "true" {
            refuse("\(shown) can be widened only with the property \(TypeWidening.enabled)")
        }
        refuseUse(of: path, "widened")
        if wanted.hasTimeWithoutZone { need("timestampNtz") }
        var type = SchemaType.structure(fields)
        var was: DataType?
        type.change(at: path[...]) { type in
            guard case .primitive(let present) = type else { return }
            was = present
            type = .primitive(wanted)
        }
        guard let was, case .structure(let changed) = type else {
            return refuse("\(shown) is no column of single values")
        }
        guard TypeWidening.isAllowed(from: was, to: wanted) else {
            return refuse(
                "\(shown) cannot become \(wanted.deltaName): it is \(was.deltaName), which has "
                    + "values that are none")
        }
        fields = changed
        note(was, wanted, at: path)
    }

    private mutating func note(_ from: DataType, _ to: DataType, at path: [String]) {
        let length = fieldPathLength(path)
        var change: JSONObject = [
            "fromType": .string(from.deltaName), "toType": .string(to.deltaName),
        ]
        if length < path.count {
            change["fieldPath"] = .string(path[length...].joined(separator: "."))
        }
        changeField(Array(path[..<length])) { field, _ in
            let before = field.metadata[TypeWidening.key]?.array ?? []
            field.metadata[TypeWidening.key] = .array(before + [.object(change)])
        }
    }

    /// How many names of a path lead to the nearest field, which a part of a list or map is not.
    private func fieldPathLength(_ path: [String]) -> Int {
        var type = SchemaType.structure(fields)
        var length = 0
        for (index, name) in path.enumerated() {
            switch type {
            case .structure(let fields):
                guard let field = fields.first(where: { $0.name.isSame(as: name) }) else {
                    return length
                }
                type = field.type
                length = index + 1
            case .array(let element, _): type = element
            case .map(let key, let value, _): type = name == "key" ? key : value
            default: return length
            }
        }
        return length
    }
}

/// The ids by which column mapping knows fields, at any depth.
enum ColumnIDs {
    static let property = "delta.columnMapping.maxColumnId"
    static let mode = "delta.columnMapping.mode"

    /// An id; nil for a number that is none: files have ids of 32 bits, and others are to follow.
    static func known(_ number: Int64) -> Int? {
        (Int64(Int32.min)...1 << 30).contains(number) ? Int(number) : nil
    }

    /// The largest id that was ever given.
    static func max(of metadata: TableMetadata) -> Int {
        var most = metadata.configuration[property].flatMap { Int64($0) }.flatMap(known) ?? 0
        metadata.tableSchema.forEachField { field, _ in most = Swift.max(most, field.columnID ?? 0)
        }
        return most
    }

    /// Gives a new field, and those within it, ids and names of their own for files.
    static func assign(
        to field: inout SchemaField, from most: inout Int,
        using random: inout some RandomNumberGenerator
    ) {
        most += 1
        field.metadata[SchemaField.idKey] = .integer(Int64(most))
        field.metadata[SchemaField.physicalNameKey] = .string(
            "col-\(Identifier.uuid(using: &random))")
        field.type = assigned(field.type) { assign(to: &$0, from: &most, using: &random) }
    }

    /// Metadata of a table that has files, with column mapping by name: fields keep their names
    /// for files.
    static func enabled(in metadata: TableMetadata, mode: ColumnMapping) -> TableMetadata {
        var metadata = metadata
        var most = max(of: metadata)
        let type = assigned(.structure(metadata.tableSchema.fields)) { keepName(&$0, from: &most) }
        if case .structure(let fields) = type { metadata.tableSchema = TableSchema(fields) }
        metadata.configuration[property] = String(most)
        metadata.configuration[Self.mode] = mode.rawValue
        return metadata
    }

    private static func keepName(_ field: inout SchemaField, from most: inout Int) {
        if field.columnID == nil {
            most += 1
            field.metadata[SchemaField.idKey] = .integer(Int64(most))
        }
        if field.metadata[SchemaField.physicalNameKey] == nil {
            field.metadata[SchemaField.physicalNameKey] = .string(field.name)
        }
        field.type = assigned(field.type) { keepName(&$0, from: &most) }
    }

    /// A type whose fields, those nearest, are changed.
    private static func assigned(
        _ type: SchemaType, _ change: (inout SchemaField) -> Void
    ) -> SchemaType {
        switch type {
        case .primitive, .unknown, .void: return type
        case .structure(var fields):
            for index in fields.indices { change(&fields[index]) }
            return .structure(fields)
        case .array(let element, let containsNull):
            return .array(element: assigned(element, change), containsNull: containsNull)
        case .map(let key, let value, let containsNull):
            return .map(
                key: assigned(key, change), value: assigned(value, change),
                valueContainsNull: containsNull)
        }
    }
}
