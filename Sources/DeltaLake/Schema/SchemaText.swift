public import Columnar
import JSONColumns

/// A schema as `metaData.schemaString` spells it.
enum SchemaText {
    /// The text of a schema.
    static func write(_ schema: Schema) -> String {
        var writer = JSONWriter()
        write(fields: schema.fields, to: &writer)
        return writer.text
    }

    /// The schema of a text.
    static func parse(_ text: String) throws -> Schema {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: text)
        } catch {
            throw FieldError("metaData.schemaString is no JSON: \(error.message)")
        }
        guard case .structure(let fields) = try type(value, of: "the schema") else {
            throw FieldError("metaData.schemaString is no struct")
        }
        return Schema(fields)
    }

    // MARK: Writing

    private static func write(fields: [Field], to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("type", "struct")
        writer.name("fields")
        writer.beginArray()
        for field in fields {
            writer.beginObject()
            writer.member("name", field.name)
            writer.name("type")
            write(field.type, to: &writer)
            writer.member("nullable", field.isNullable)
            writer.member("metadata", .object([:]))
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }

    private static func write(_ type: DataType, to writer: inout JSONWriter) {
        switch type {
        case .structure(let fields):
            write(fields: fields, to: &writer)
        case .array(let element, let containsNull):
            writer.beginObject()
            writer.member("type", "array")
            writer.name("elementType")
            write(element, to: &writer)
            writer.member("containsNull", containsNull)
            writer.endObject()
        case .map(let key, let value, let valueContainsNull):
            writer.beginObject()
            writer.member("type", "map")
            writer.name("keyType")
            write(key, to: &writer)
            writer.name("valueType")
            write(value, to: &writer)
            writer.member("valueContainsNull", valueContainsNull)
            writer.endObject()
        default:
            writer.string(type.deltaName)
        }
    }

    // MARK: Parsing

    private static func type(_ value: JSONValue, of place: String) throws -> DataType {
        if let name = value.string { return try primitive(name, of: place) }
        switch value["type"]?.string {
        case "struct":
            let fields = value["fields"]?.array ?? []
            return .structure(try fields.map { try field($0, in: place) })
        case "array":
            let element = try type(value["elementType"] ?? .null, of: "\(place).element")
            return .array(element: element, containsNull: value["containsNull"]?.bool ?? true)
        case "map":
            return .map(
                key: try type(value["keyType"] ?? .null, of: "\(place).key"),
                value: try type(value["valueType"] ?? .null, of: "\(place).value"),
                valueContainsNull: value["valueContainsNull"]?.bool ?? true)
        case let name:
            throw FieldError("\(place) has the unknown type `\(name ?? value.text)`")
        }
    }

    private static func field(_ value: JSONValue, in place: String) throws -> Field {
        guard let name = value["name"]?.string, let type = value["type"] else {
            throw FieldError("\(place) has a field without name or type")
        }
        return Field(
            name, try self.type(type, of: "column `\(name)`"),
            isNullable: value["nullable"]?.bool ?? true)
    }

    private static func primitive(_ name: String, of place: String) throws -> DataType {
        if let type = primitives[name] { return type }
        if name == "decimal" { return .decimal(precision: 10, scale: 0) }
        if name.hasPrefix("decimal("), name.hasSuffix(")") {
            let numbers = name.dropFirst(8).dropLast().split(separator: ",").map { part in
                Int(String(decoding: part.utf8.filter { $0 != UInt8(ascii: " ") }, as: UTF8.self))
            }
            if numbers.count == 2, let precision = numbers[0], let scale = numbers[1],
                (1...38).contains(precision), (0...precision).contains(scale)
            {
                return .decimal(precision: precision, scale: scale)
            }
        }
        throw FieldError("\(place) has the type `\(name)`, which is not supported")
    }

    private static let primitives: [String: DataType] = [
        "string": .string, "long": .long, "integer": .integer, "short": .short, "byte": .byte,
        "float": .float, "double": .double, "boolean": .boolean, "binary": .binary,
        "date": .date, "timestamp": .timestamp, "timestamp_ntz": .timestampNTZ,
    ]
}

extension DataType {
    /// The type as Delta's documentation writes it.
    public var deltaName: String {
        switch self {
        case .boolean: "boolean"
        case .byte: "byte"
        case .short: "short"
        case .integer: "integer"
        case .long: "long"
        case .float: "float"
        case .double: "double"
        case .decimal(let precision, let scale): "decimal(\(precision),\(scale))"
        case .string: "string"
        case .binary: "binary"
        case .date: "date"
        case .timestamp: "timestamp"
        case .timestampNTZ: "timestamp_ntz"
        case .structure(let fields):
            "struct<\(fields.map { "\($0.name):\($0.type.deltaName)" }.joined(separator: ","))>"
        case .array(let element, _): "array<\(element.deltaName)>"
        case .map(let key, let value, _): "map<\(key.deltaName),\(value.deltaName)>"
        }
    }
}
