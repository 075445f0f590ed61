internal import JSONColumns

/// A part of a JSON Schema (draft 2020-12).
indirect enum SchemaNode: Sendable {
    /// An object with these members and no others.
    case object([Member])
    /// An object with any members of one kind.
    case map(SchemaNode)
    /// An object with anything in it.
    case anyObject
    /// A list.
    case list(SchemaNode)
    /// One of several.
    case any([SchemaNode])
    /// One of some words.
    case words([String])
    /// A text; nil for any.
    case text(pattern: String?)
    /// A whole number from a least one on, or digits that make one.
    case number(least: Int)
    /// True or false.
    case flag
    /// The schema itself under a name.
    case reference(String)

    /// A member of an object.
    struct Member: Sendable {
        let name: String
        let help: String
        let node: SchemaNode
        let isRequired: Bool

        init(_ name: String, _ node: SchemaNode, _ help: String, isRequired: Bool = false) {
            self.name = name
            self.node = node
            self.help = help
            self.isRequired = isRequired
        }
    }

    /// Any text.
    static let anyText = SchemaNode.text(pattern: nil)
    /// A duration such as `1m`.
    static let duration = SchemaNode.text(pattern: "^([0-9_]+(d|h|m|s|ms|us|ns)|\\$\\{.*\\})$")
    /// A size such as `32MiB`.
    static let size = SchemaNode.text(pattern: "^[0-9_]+([kKMGT]i?B|B)$")
    /// Any single value.
    static let scalar = SchemaNode.any([.text(pattern: nil), .number(least: .min), .flag])

    /// The schema as JSON.
    var json: JSONValue {
        switch self {
        case .object(let members): Self.object(members)
        case .map(let node):
            .object(["type": .string("object"), "additionalProperties": node.json])
        case .anyObject: .object(["type": .string("object")])
        case .list(let node): .object(["type": .string("array"), "items": node.json])
        case .any(let nodes): .object(["anyOf": .array(nodes.map(\.json))])
        case .words(let words): .object(["enum": .array(words.map { .string($0) })])
        case .text(.none): .object(["type": .string("string")])
        case .text(.some(let pattern)):
            .object(["type": .string("string"), "pattern": .string(pattern)])
        case .number(let least): Self.number(least)
        case .flag: .object(["type": .string("boolean")])
        case .reference(let name): .object(["$ref": .string("#/$defs/\(name)")])
        }
    }

    private static func object(_ members: [Member]) -> JSONValue {
        var properties = JSONObject()
        for member in members {
            var schema = member.node.json.object ?? JSONObject()
            schema["description"] = .string(member.help)
            properties[member.name] = .object(schema)
        }
        let required = members.filter(\.isRequired).map { JSONValue.string($0.name) }
        return .object([
            "type": .string("object"), "properties": .object(properties),
            "required": .array(required), "additionalProperties": .bool(false),
        ])
    }

    private static func number(_ least: Int) -> JSONValue {
        let number: JSONObject = ["type": .string("integer"), "minimum": .integer(Int64(least))]
        let digits: JSONObject = ["type": .string("string"), "pattern": .string("^-?[0-9_]+$")]
        return .object(["anyOf": .array([.object(number), .object(digits)])])
    }
}
