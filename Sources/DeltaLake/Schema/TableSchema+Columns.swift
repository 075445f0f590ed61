public import Columnar
import JSONColumns

/// How a table's columns are found in its files; property `delta.columnMapping.mode`.
public enum ColumnMapping: String, Sendable {
    /// By their names.
    case none
    /// By the physical names that their metadata gives.
    case name
    /// By the field ids that their metadata gives.
    case id
}

extension SchemaField {
    /// The metadata key of a field's id under column mapping.
    public static let idKey = "delta.columnMapping.id"
    /// The metadata key of a field's name in files under column mapping.
    public static let physicalNameKey = "delta.columnMapping.physicalName"

    /// The id by which column mapping knows the field.
    public var columnID: Int? { metadata[SchemaField.idKey]?.int64.flatMap(ColumnIDs.known) }

    /// The name of the field in files, statistics and partition values.
    public func physicalName(_ mapping: ColumnMapping) -> String {
        mapping == .none ? name : metadata[SchemaField.physicalNameKey]?.string ?? name
    }
}

extension TableSchema {
    /// A schema without metadata.
    public init(_ schema: Schema) { fields = schema.fields.map(SchemaField.init) }

    /// What readers of rows see.
    ///
    /// A void column is one of texts that are all null; one of an unknown type is left out, and
    /// no snapshot of such a table comes into being.
    public var columns: Schema { Schema(fields.compactMap { $0.column(named: \.name) }) }

    /// What is in files: physical names, and ids where there are some; void columns are in none.
    public func physicalColumns(_ mapping: ColumnMapping) -> Schema {
        Schema(
            fields.filter { $0.type != .void }
                .compactMap { $0.column(named: { $0.physicalName(mapping) }, mapping) })
    }
}

extension SchemaField {
    init(_ field: Field) {
        self.init(field.name, SchemaType(field.type), isNullable: field.isNullable)
    }

    /// The field as rows know it, under the name that `named` gives.
    func column(
        named: (SchemaField) -> String, _ mapping: ColumnMapping = .none
    ) -> Field? {
        type.dataType(named: named, mapping).map {
            Field(
                named(self), $0, isNullable: isNullable, id: mapping == .none ? nil : columnID)
        }
    }
}

extension SchemaType {
    /// The type of rows' values, which has no metadata.
    public init(_ type: DataType) {
        switch type {
        case .structure(let fields): self = .structure(fields.map(SchemaField.init))
        case .array(let element, let containsNull):
            self = .array(element: SchemaType(element), containsNull: containsNull)
        case .map(let key, let value, let containsNull):
            self = .map(
                key: SchemaType(key), value: SchemaType(value), valueContainsNull: containsNull)
        default: self = .primitive(type)
        }
    }

    /// The type of rows' values; nil where there is an unknown type in it.
    public var dataType: DataType? { dataType(named: \.name, .none) }

    func dataType(named: (SchemaField) -> String, _ mapping: ColumnMapping) -> DataType? {
        switch self {
        case .primitive(let type): return type
        case .void: return .string
        case .unknown: return nil
        case .structure(let fields):
            let columns = fields.compactMap { $0.column(named: named, mapping) }
            return columns.count == fields.count ? .structure(columns) : nil
        case .array(let element, let containsNull):
            return element.dataType(named: named, mapping).map {
                .array(element: $0, containsNull: containsNull)
            }
        case .map(let key, let value, let containsNull):
            guard let key = key.dataType(named: named, mapping),
                let value = value.dataType(named: named, mapping)
            else { return nil }
            return .map(key: key, value: value, valueContainsNull: containsNull)
        }
    }
}
