import Columnar

/// A schema as a file has it: the nodes in depth-first order, and the leaves.
struct FileSchema: Sendable {
    private(set) var elements: [SchemaElement] = []
    private(set) var leaves: [Leaf] = []
    /// The field of the schema that each leaf lies in.
    private(set) var fieldOfLeaf: [Int] = []

    /// How deep types may be nested.
    static let depthMax = 32

    init(_ schema: Schema) throws(ParquetError) {
        var root = SchemaElement(name: "schema")
        root.childCount = schema.fields.count
        elements = [root]
        guard !schema.fields.isEmpty else {
            throw ParquetError(.invalidInput, "a file needs at least one column")
        }
        for (index, field) in schema.fields.enumerated() {
            try add(field, path: [], nodes: [])
            let added = leaves.count - fieldOfLeaf.count
            fieldOfLeaf.append(contentsOf: repeatElement(index, count: added))
        }
    }

    private mutating func add(
        _ field: Field, path: [String], nodes: [Leaf.Node]
    ) throws(ParquetError) {
        guard nodes.count < Self.depthMax else {
            throw ParquetError(.invalidInput, "a type is nested too deeply. field=`\(field.name)`")
        }
        let path = path + [field.name]
        switch field.type {
        case .structure(let fields):
            try addStructure(field, fields, path: path, nodes: nodes)
        case .array(let element, let containsNull):
            var group = SchemaElement(field)
            group.converted = .list
            group.logical = .list
            addGroup(group, isOptional: field.isNullable, childCount: 1)
            addRepeated("list", childCount: 1)
            try add(
                Field("element", element, isNullable: containsNull), path: path + ["list"],
                nodes: nodes + [.list(isOptional: field.isNullable)])
        case .map(let key, let value, let containsNull):
            var group = SchemaElement(field)
            group.converted = .map
            group.logical = .map
            addGroup(group, isOptional: field.isNullable, childCount: 1)
            addRepeated("key_value", childCount: 2)
            let list = nodes + [.list(isOptional: field.isNullable)]
            let entry = path + ["key_value"]
            try add(
                Field("key", key, isNullable: false), path: entry,
                nodes: list + [.structure(field: 0, isOptional: false)])
            try add(
                Field("value", value, isNullable: containsNull), path: entry,
                nodes: list + [.structure(field: 1, isOptional: false)])
        default:
            try addLeaf(field, path: path, nodes: nodes)
        }
    }

    private mutating func addStructure(
        _ field: Field, _ fields: [Field], path: [String], nodes: [Leaf.Node]
    ) throws(ParquetError) {
        guard !fields.isEmpty else {
            throw ParquetError(.invalidInput, "a structure has no fields. field=`\(field.name)`")
        }
        addGroup(
            SchemaElement(field), isOptional: field.isNullable,
            childCount: fields.count)
        for (index, child) in fields.enumerated() {
            try add(
                child, path: path,
                nodes: nodes + [.structure(field: index, isOptional: field.isNullable)])
        }
    }

    private mutating func addGroup(
        _ group: SchemaElement, isOptional: Bool, childCount: Int
    ) {
        var group = group
        group.repetition = isOptional ? .optional : .required
        group.childCount = childCount
        elements.append(group)
    }

    private mutating func addRepeated(_ name: String, childCount: Int) {
        var group = SchemaElement(name: name)
        group.repetition = .repeated
        group.childCount = childCount
        elements.append(group)
    }

    private mutating func addLeaf(
        _ field: Field, path: [String], nodes: [Leaf.Node]
    ) throws(ParquetError) {
        if case .decimal(let precision, let scale) = field.type {
            guard 1...38 ~= precision, 0...precision ~= scale else {
                throw ParquetError(
                    .invalidInput,
                    "no such decimal. field=`\(field.name)`, type=`decimal(\(precision),\(scale))`")
            }
        }
        let leaf = Leaf(
            path: path, type: field.type, nodes: nodes + [.value(isOptional: field.isNullable)])
        var element = SchemaElement(field)
        element.physical = leaf.physical
        element.repetition = field.isNullable ? .optional : .required
        if case .wide(let length) = leaf.storage { element.typeLength = length }
        element.annotate(field.type)
        elements.append(element)
        leaves.append(leaf)
    }
}

extension SchemaElement {
    fileprivate init(_ field: Field) {
        self.init(name: field.name)
        fieldID = field.id
    }

    /// Says what the stored values mean, in the old way and the new.
    fileprivate mutating func annotate(_ type: DataType) {
        switch type {
        case .byte: (converted, logical) = (.int8, .integer(bits: 8, isSigned: true))
        case .short: (converted, logical) = (.int16, .integer(bits: 16, isSigned: true))
        case .integer: (converted, logical) = (.int32, .integer(bits: 32, isSigned: true))
        case .long: (converted, logical) = (.int64, .integer(bits: 64, isSigned: true))
        case .string: (converted, logical) = (.utf8, .string)
        case .date: (converted, logical) = (.date, .date)
        case .timestamp:
            (converted, logical) = (
                .timestampMicros, .timestamp(isUTC: true, unit: .microseconds)
            )
        case .timestampNTZ: logical = .timestamp(isUTC: false, unit: .microseconds)
        case .decimal(let precision, let scale):
            converted = .decimal
            self.precision = precision
            self.scale = scale
            logical = .decimal(precision: precision, scale: scale)
        default: break
        }
    }
}
