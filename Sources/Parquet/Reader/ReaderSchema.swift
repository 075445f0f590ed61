import Columnar

/// A file's schema, taken apart: what each column is, and which levels build it.
struct ReaderSchema: Sendable {
    private(set) var schema = Schema([])
    /// A node for each field of the schema.
    private(set) var nodes: [ReaderNode] = []
    private(set) var leaves: [ReaderLeaf] = []

    private var elements: [SchemaElement]
    private var next = 0

    init(_ elements: [SchemaElement], limits: ParquetLimits) throws(ParquetError) {
        guard let root = elements.first, root.physical == nil, root.childCount > 0 else {
            throw ParquetError(.corrupt, "the schema has no root")
        }
        guard elements.count <= limits.schemaNodes else {
            throw ParquetError(.tooLarge, "the schema has too many nodes")
        }
        self.elements = elements
        next = 1
        for _ in 0..<root.childCount {
            let part = try readNode(Place())
            schema.fields.append(part.field)
            nodes.append(part.node)
        }
        guard next == elements.count else {
            throw ParquetError(.corrupt, "the schema has nodes outside its root")
        }
        self.elements = []
    }

    /// Where a node stands: the levels around it, and the way to it.
    private struct Place {
        var definition = 0
        var repetition = 0
        var depth = 0
        var path = ""

        func below(_ element: SchemaElement) -> Place {
            var place = self
            place.depth += 1
            // For messages only: a hostile schema must not make it long.
            if path.utf8.count < 512 {
                place.path += path.isEmpty ? "" : "."
                place.path.unicodeScalars += element.name.unicodeScalars.prefix(64)
            }
            return place
        }
    }

    private struct Part {
        let field: Field
        let node: ReaderNode
    }

    private mutating func take() throws(ParquetError) -> SchemaElement {
        guard next < elements.count else {
            throw ParquetError(.corrupt, "the schema ends early")
        }
        next += 1
        return elements[next - 1]
    }

    private mutating func readNode(_ outer: Place) throws(ParquetError) -> Part {
        let element = try take()
        var place = outer.below(element)
        guard place.depth <= FileSchema.depthMax else {
            throw ParquetError(.tooLarge, "the schema is nested too deeply")
        }
        switch element.repetition ?? .required {
        case .required: break
        case .optional: place.definition += 1
        case .repeated:
            // A repeated node outside a list is a list of its own, which is never null.
            place.definition += 1
            place.repetition += 1
            let part = try readContent(element, place)
            return Part(
                field: Field(
                    element.name, .array(element: part.field.type, containsNull: false),
                    isNullable: false, id: element.fieldID),
                node: .list(
                    part.node, definition: outer.definition, repetition: outer.repetition))
        }
        return try readContent(element, place)
    }

    private mutating func readContent(
        _ element: SchemaElement, _ place: Place
    ) throws(ParquetError) -> Part {
        let isNullable = element.repetition == .optional
        guard element.physical == nil else {
            let leaf = try ReaderLeaf(
                element, path: place.path, definition: place.definition,
                repetition: place.repetition)
            leaves.append(leaf)
            return Part(
                field: Field(
                    element.name, leaf.type, isNullable: isNullable, id: element.fieldID),
                node: .value(leaf: leaves.count - 1, definition: place.definition))
        }
        guard element.childCount > 0 else {
            throw ParquetError(.unsupported, "a structure has no fields. column=`\(place.path)`")
        }
        if element.isList, nextIsRepeated { return try readList(element, place) }
        if element.isMap, nextIsRepeated { return try readMap(element, place) }
        var fields: [Field] = []
        var nodes: [ReaderNode] = []
        for _ in 0..<element.childCount {
            let part = try readNode(place)
            fields.append(part.field)
            nodes.append(part.node)
        }
        return Part(
            field: Field(
                element.name, .structure(fields), isNullable: isNullable, id: element.fieldID),
            node: .structure(nodes, definition: place.definition))
    }

    private var nextIsRepeated: Bool {
        next < elements.count && elements[next].repetition == .repeated
    }

    private mutating func readList(
        _ element: SchemaElement, _ place: Place
    ) throws(ParquetError) -> Part {
        let repeated = try take()
        var inner = place.below(repeated)
        inner.definition += 1
        inner.repetition += 1
        let isElement =
            repeated.physical != nil || repeated.childCount != 1 || nextIsRepeated
            || repeated.name == "array" || repeated.name == "\(element.name)_tuple"
        // In older files the repeated node is the element, in newer ones it holds it.
        let part = isElement ? try readContent(repeated, inner) : try readNode(inner)
        let type = DataType.array(
            element: part.field.type, containsNull: isElement ? false : part.field.isNullable)
        return Part(
            field: Field(
                element.name, type, isNullable: element.repetition == .optional,
                id: element.fieldID),
            node: .list(
                part.node, definition: place.definition, repetition: place.repetition))
    }

    private mutating func readMap(
        _ element: SchemaElement, _ place: Place
    ) throws(ParquetError) -> Part {
        let repeated = try take()
        guard repeated.physical == nil, 1...2 ~= repeated.childCount else {
            throw ParquetError(.unsupported, "a map has no key and value. column=`\(place.path)`")
        }
        var inner = place.below(repeated)
        inner.definition += 1
        inner.repetition += 1
        let key = try readNode(inner)
        // A map may leave its values out, and is a list of keys then.
        guard repeated.childCount == 2 else {
            return Part(
                field: Field(
                    element.name, .array(element: key.field.type, containsNull: false),
                    isNullable: element.repetition == .optional, id: element.fieldID),
                node: .list(
                    key.node, definition: place.definition, repetition: place.repetition))
        }
        let value = try readNode(inner)
        let type = DataType.map(
            key: key.field.type, value: value.field.type,
            valueContainsNull: value.field.isNullable)
        return Part(
            field: Field(
                element.name, type, isNullable: element.repetition == .optional,
                id: element.fieldID),
            node: .list(
                .structure([key.node, value.node], definition: inner.definition),
                definition: place.definition, repetition: place.repetition))
    }
}

extension SchemaElement {
    fileprivate var isList: Bool { (converted == .list || logical == .list) && childCount == 1 }

    fileprivate var isMap: Bool {
        (converted == .map || converted == .mapKeyValue || logical == .map) && childCount == 1
    }
}
