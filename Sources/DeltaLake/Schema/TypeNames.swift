public import Columnar

extension DataType {
    /// The types of single values by their names; a bare `decimal` is one of ten digits.
    static let primitives: [String: DataType] = [
        "string": .string, "long": .long, "integer": .integer, "short": .short, "byte": .byte,
        "float": .float, "double": .double, "boolean": .boolean, "binary": .binary,
        "date": .date, "timestamp": .timestamp, "timestamp_ntz": .timestampNTZ,
        "decimal": .decimal(precision: 10, scale: 0),
    ]

    /// The decimal of a text like `10,2`; nil for digits that none has.
    init?(decimal digits: Substring) {
        let numbers = digits.split(separator: ",").map { part in
            Int(String(decoding: part.utf8.filter { $0 != UInt8(ascii: " ") }, as: UTF8.self))
        }
        guard numbers.count == 2, let precision = numbers[0], let scale = numbers[1],
            (1...38).contains(precision), (0...precision).contains(scale)
        else { return nil }
        self = .decimal(precision: precision, scale: scale)
    }

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

extension SchemaType {
    /// The type as Delta's documentation writes it.
    public var deltaName: String {
        switch self {
        case .primitive(let type): type.deltaName
        case .unknown(let name): name
        case .void: "void"
        case .structure(let fields):
            "struct<\(fields.map { "\($0.name):\($0.type.deltaName)" }.joined(separator: ","))>"
        case .array(let element, _): "array<\(element.deltaName)>"
        case .map(let key, let value, _): "map<\(key.deltaName),\(value.deltaName)>"
        }
    }
}
