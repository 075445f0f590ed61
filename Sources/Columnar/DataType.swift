/// The type of a column, in Delta Lake's terms.
public indirect enum DataType: Sendable, Equatable {
    /// True or false.
    case boolean
    /// An 8-bit signed integer.
    case byte
    /// A 16-bit signed integer.
    case short
    /// A 32-bit signed integer.
    case integer
    /// A 64-bit signed integer.
    case long
    /// An IEEE 754 single.
    case float
    /// An IEEE 754 double.
    case double
    /// An exact decimal of `precision` digits (1 to 38), `scale` of them after the point.
    case decimal(precision: Int, scale: Int)
    /// UTF-8 text.
    case string
    /// Bytes.
    case binary
    /// Days since 1970-01-01.
    case date
    /// Microseconds since 1970-01-01T00:00:00Z.
    case timestamp
    /// Microseconds since 1970-01-01T00:00:00 on a clock without a zone.
    case timestampNTZ
    /// Fields in order.
    case structure([Field])
    /// A list of elements.
    case array(element: DataType, containsNull: Bool)
    /// Keys and values, in the order written.
    case map(key: DataType, value: DataType, valueContainsNull: Bool)
}

/// A named, typed part of a schema or structure.
public struct Field: Sendable, Equatable {
    /// The name, compared byte for byte.
    public var name: String
    /// The type of its values.
    public var type: DataType
    /// Whether a value may be absent.
    public var isNullable: Bool
    /// The number that a file knows the field by (Parquet's `field_id`), whatever its name.
    public var id: Int?

    /// Makes a field.
    public init(_ name: String, _ type: DataType, isNullable: Bool = true, id: Int? = nil) {
        self.name = name
        self.type = type
        self.isNullable = isNullable
        self.id = id
    }
}

/// The fields of a table or batch, in order.
public struct Schema: Sendable, Equatable {
    /// The fields.
    public var fields: [Field]

    /// Makes a schema of fields.
    public init(_ fields: [Field]) { self.fields = fields }

    /// The position of a field by its exact name.
    public func index(of name: String) -> Int? {
        fields.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
    }
}
