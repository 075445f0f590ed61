import Columnar
import JSONColumns

extension TableSchema {
    /// The schema as `metaData.schemaString` spells it.
    public var text: String {
        var writer = JSONWriter()
        SchemaType.structure(fields).write(to: &writer)
        return writer.text
    }

    /// The schema of a `metaData.schemaString`.
    ///
    /// - Throws: `DeltaError` of kind `corrupt` for a text that is no schema.
    public init(parsing text: String) throws {
        do {
            try self.init(field: text)
        } catch let error as FieldError {
            throw DeltaError(.corrupt, error.message)
        }
    }

    /// The schema of the field `schemaString` of an action.
    init(field text: String) throws {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: text)
        } catch {
            throw FieldError("metaData.schemaString is no JSON: \(error.message)")
        }
        guard case .structure(let fields) = try SchemaType(value, of: "the schema") else {
            throw FieldError("metaData.schemaString is no struct")
        }
        self.init(fields)
    }
}

extension SchemaField {
    fileprivate init(_ value: JSONValue, in place: String) throws {
        guard let name = value["name"]?.string, let type = value["type"] else {
            throw FieldError("\(place) has a field without name or type")
        }
        self.init(
            name, try SchemaType(type, of: "column `\(name)`"),
            isNullable: value["nullable"]?.bool ?? true, metadata: value["metadata"]?.object ?? [:])
    }

    fileprivate func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("name", name)
        writer.name("type")
        type.write(to: &writer)
        writer.member("nullable", isNullable)
        writer.member("metadata", .object(metadata))
        writer.endObject()
    }
}

extension SchemaType {
    fileprivate init(_ value: JSONValue, of place: String) throws {
        if let name = value.string {
            self = try SchemaType(named: name, of: place)
            return
        }
        switch value["type"]?.string {
        case "struct":
            let fields = value["fields"]?.array ?? []
            self = .structure(try fields.map { try SchemaField($0, in: place) })
        case "array":
            self = .array(
                element: try SchemaType(value["elementType"] ?? .null, of: "\(place).element"),
                containsNull: value["containsNull"]?.bool ?? true)
        case "map":
            self = .map(
                key: try SchemaType(value["keyType"] ?? .null, of: "\(place).key"),
                value: try SchemaType(value["valueType"] ?? .null, of: "\(place).value"),
                valueContainsNull: value["valueContainsNull"]?.bool ?? true)
        case let name:
            throw FieldError("\(place) has the unknown type `\(name ?? value.text)`")
        }
    }

    private init(named name: String, of place: String) throws {
        if name == "void" || name == "null" {
            self = .void
        } else if let type = DataType(named: name) {
            self = .primitive(type)
        } else if name.hasPrefix("decimal(") {
            throw FieldError("\(place) has the type `\(name)`, which is no decimal")
        } else {
            self = .unknown(name)
        }
    }

    func write(to writer: inout JSONWriter) {
        switch self {
        case .primitive(let type): writer.string(type.deltaName)
        case .unknown(let name): writer.string(name)
        case .void: writer.string("void")
        case .structure(let fields):
            writer.beginObject()
            writer.member("type", "struct")
            writer.name("fields")
            writer.beginArray()
            for field in fields { field.write(to: &writer) }
            writer.endArray()
            writer.endObject()
        case .array(let element, let containsNull):
            writer.beginObject()
            writer.member("type", "array")
            writer.name("elementType")
            element.write(to: &writer)
            writer.member("containsNull", containsNull)
            writer.endObject()
        case .map(let key, let value, let containsNull):
            writer.beginObject()
            writer.member("type", "map")
            writer.name("keyType")
            key.write(to: &writer)
            writer.name("valueType")
            value.write(to: &writer)
            writer.member("valueContainsNull", containsNull)
            writer.endObject()
        }
    }
}
