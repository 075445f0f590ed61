extension SchemaEvolution {
    /// Changes the field of a path; refuses a path to nothing.
    mutating func changeField(
        _ path: [String], _ change: (inout SchemaField, inout SchemaEvolution) -> Void
    ) {
        changeSibling(path) { siblings, index, evolution in
            change(&siblings[index], &evolution)
        }
    }

    /// Changes a field among its siblings; refuses a path to nothing.
    mutating func changeSibling(
        _ path: [String], _ change: (inout [SchemaField], Int, inout SchemaEvolution) -> Void
    ) {
        var isThere = false
        if let name = path.last {
            _ = changeSiblings(within: Array(path.dropLast())) { siblings, evolution in
                guard let index = siblings.firstIndex(where: { $0.name.isSame(as: name) }) else {
                    return
                }
                isThere = true
                change(&siblings, index, &evolution)
            }
        }
        if !isThere { refuse("there is no column \(SchemaEvolution.shown(path))") }
    }

    /// Changes the fields of the structure at a path, or of the table; false where there is none.
    mutating func changeSiblings(
        within path: [String], _ change: (inout [SchemaField], inout SchemaEvolution) -> Void
    ) -> Bool {
        var type = SchemaType.structure(fields)
        var isThere = false
        var evolution = self
        type.change(at: path[...]) { type in
            guard case .structure(var fields) = type else { return }
            isThere = true
            change(&fields, &evolution)
            type = .structure(fields)
        }
        if isThere, case .structure(let changed) = type {
            self = evolution
            fields = changed
        }
        return isThere
    }

    /// Changes the list or map whose part a path names; false where the last step is a field.
    mutating func changeParent(
        of path: [String], _ change: (inout SchemaType) -> Bool
    ) -> Bool {
        var type = SchemaType.structure(fields)
        var isThere = false
        type.change(at: path.dropLast()) { isThere = change(&$0) }
        if isThere, case .structure(let changed) = type { fields = changed }
        return isThere
    }
}

extension SchemaType {
    /// Changes the type at a path within this one, if there is one.
    mutating func change(at path: ArraySlice<String>, _ body: (inout SchemaType) -> Void) {
        guard let name = path.first else { return body(&self) }
        let rest = path.dropFirst()
        switch self {
        case .structure(var fields):
            guard let index = fields.firstIndex(where: { $0.name.isSame(as: name) }) else { return }
            fields[index].type.change(at: rest, body)
            self = .structure(fields)
        case .array(var element, let containsNull) where name == "element":
            element.change(at: rest, body)
            self = .array(element: element, containsNull: containsNull)
        case .map(var key, let value, let containsNull) where name == "key":
            key.change(at: rest, body)
            self = .map(key: key, value: value, valueContainsNull: containsNull)
        case .map(let key, var value, let containsNull) where name == "value":
            value.change(at: rest, body)
            self = .map(key: key, value: value, valueContainsNull: containsNull)
        default: return
        }
    }

    /// Lets the elements of a list or the values of a map be null; false for anything else.
    mutating func allowNull(in part: String) -> Bool {
        switch self {
        case .array(let element, _) where part == "element":
            self = .array(element: element, containsNull: true)
            return true
        case .map(let key, let value, _) where part == "value":
            self = .map(key: key, value: value, valueContainsNull: true)
            return true
        default: return false
        }
    }
}
