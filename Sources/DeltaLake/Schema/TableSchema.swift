public import Columnar
public import JSONColumns

/// The columns of a table with all that the log says of them.
///
/// `Columnar.Schema` is what rows need: names, types, nullability. This is what a table is: fields
/// carry metadata (column mapping, invariants, generated values, comments), which is kept when the
/// schema is written anew, whoever put it there. Delta protocol, "Schema Serialization Format".
public struct TableSchema: Sendable, Equatable {
    /// The fields, in order.
    public var fields: [SchemaField]

    /// Makes a schema of fields.
    public init(_ fields: [SchemaField]) { self.fields = fields }

    /// The position of a field by its exact name.
    public func index(of name: String) -> Int? { fields.firstIndex { $0.name.isSame(as: name) } }

    /// The field of an exact name.
    public subscript(_ name: String) -> SchemaField? { index(of: name).map { fields[$0] } }

    /// Calls `body` with every field at any depth, and the way to it.
    ///
    /// A structure comes before its fields. Elements of lists and maps are `element`, `key` and
    /// `value` on the way.
    public func forEachField(_ body: (SchemaField, _ path: [String]) throws -> Void) rethrows {
        for field in fields { try field.visit(within: [], body) }
    }
}

/// A field of a table, or of a structure in it.
public struct SchemaField: Sendable, Equatable {
    /// The name that users know, compared byte for byte.
    public var name: String
    /// The type.
    public var type: SchemaType
    /// Whether a value may be absent.
    public var isNullable: Bool
    /// What features and people noted, in the order written.
    public var metadata: JSONObject

    /// Makes a field.
    public init(
        _ name: String, _ type: SchemaType, isNullable: Bool = true, metadata: JSONObject = [:]
    ) {
        self.name = name
        self.type = type
        self.isNullable = isNullable
        self.metadata = metadata
    }

    /// Whether two fields are spelled alike, metadata included.
    public static func == (left: SchemaField, right: SchemaField) -> Bool {
        left.name.isSame(as: right.name) && left.type == right.type
            && left.isNullable == right.isNullable && left.metadata == right.metadata
    }

    fileprivate func visit(
        within path: [String], _ body: (SchemaField, [String]) throws -> Void
    ) rethrows {
        try body(self, path + [name])
        try type.visit(within: path + [name], body)
    }
}

/// The type of a field.
public indirect enum SchemaType: Sendable, Equatable {
    /// A type of single values; never a nested one.
    case primitive(DataType)
    /// A type by its name that this program cannot read, such as `variant`.
    case unknown(String)
    /// `void`: always null, and in no file.
    case void
    /// Fields in order.
    case structure([SchemaField])
    /// A list of elements.
    case array(element: SchemaType, containsNull: Bool)
    /// Keys and values.
    case map(key: SchemaType, value: SchemaType, valueContainsNull: Bool)

    fileprivate func visit(
        within path: [String], _ body: (SchemaField, [String]) throws -> Void
    ) rethrows {
        switch self {
        case .primitive, .unknown, .void: break
        case .structure(let fields): for field in fields { try field.visit(within: path, body) }
        case .array(let element, _): try element.visit(within: path + ["element"], body)
        case .map(let key, let value, _):
            try key.visit(within: path + ["key"], body)
            try value.visit(within: path + ["value"], body)
        }
    }
}
