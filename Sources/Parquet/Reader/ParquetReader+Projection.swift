import Columnar

extension ParquetReader {
    /// A reader of the same file with fewer columns, also within structures.
    ///
    /// What it does not have is neither read nor known to it: its schema, its statistics and its
    /// conditions are those of a file with these columns alone. Fields stay in the file's order.
    ///
    /// - Parameter paths: the names that lead to what is wanted, with all that is within. Elements
    ///   of lists are called `element`; keys and values of maps `key` and `value`, of which keys
    ///   always stay.
    /// - Throws: `ParquetError` of kind `invalidInput` for what is not there.
    public func projected(to paths: [[String]]) throws -> ParquetReader {
        var result = self
        let root = DataType.structure(schema.fields)
        let pruned = try prune(root, .structure(nodes, definition: 0), paths.map { $0[...] })
        guard case (.structure(let fields), .structure(let nodes, _)) = pruned else {
            preconditionFailure("a structure stays one")
        }
        result.schema = Schema(fields)
        result.nodes = nodes
        return result
    }

    private func prune(
        _ type: DataType, _ node: ReaderNode, _ wanted: [ArraySlice<String>]
    ) throws(ParquetError) -> (DataType, ReaderNode) {
        if wanted.contains(where: \.isEmpty) { return (type, node) }
        switch (type, node) {
        case (.structure(let fields), .structure(let nodes, let definition)):
            return try prune(fields, nodes, definition, wanted)
        case (.array(let element, let containsNull), .list(let inner, let level, let lists)):
            try refuse(wanted) { $0 != "element" }
            let (type, node) = try prune(element, inner, wanted.map { $0.dropFirst() })
            return (
                .array(element: type, containsNull: containsNull),
                .list(node, definition: level, repetition: lists)
            )
        case (.map(let key, let value, let containsNull), .list(let entries, let level, let lists)):
            guard case .structure(let parts, let entryLevel) = entries, parts.count == 2 else {
                throw ParquetError(.corrupt, "a map has no key and value")
            }
            try refuse(wanted) { $0 != "key" && $0 != "value" }
            let values = wanted.filter { $0.first == "value" }.map { $0.dropFirst() }
            // A map has values, so that keys alone are no map.
            let (type, node) = try prune(value, parts[1], values.isEmpty ? [[]] : values)
            return (
                .map(key: key, value: type, valueContainsNull: containsNull),
                .list(
                    .structure([parts[0], node], definition: entryLevel), definition: level,
                    repetition: lists)
            )
        default:
            try refuse(wanted) { _ in true }
            return (type, node)
        }
    }

    private func prune(
        _ fields: [Field], _ nodes: [ReaderNode], _ definition: Int, _ wanted: [ArraySlice<String>]
    ) throws(ParquetError) -> (DataType, ReaderNode) {
        let all = Schema(fields)
        try refuse(wanted) { all.index(of: $0) == nil }
        var kept: (fields: [Field], nodes: [ReaderNode]) = ([], [])
        for (index, field) in fields.enumerated() {
            let inner = wanted.filter { $0.first.flatMap { all.index(of: $0) } == index }
            if inner.isEmpty { continue }
            let (type, node) = try prune(field.type, nodes[index], inner.map { $0.dropFirst() })
            var field = field
            field.type = type
            kept.fields.append(field)
            kept.nodes.append(node)
        }
        return (.structure(kept.fields), .structure(kept.nodes, definition: definition))
    }

    private func refuse(
        _ wanted: [ArraySlice<String>], _ isMissing: (String) -> Bool
    ) throws(ParquetError) {
        for path in wanted {
            guard let name = path.first, isMissing(name) else { continue }
            throw ParquetError(
                .invalidInput,
                "the file has no such column. column=`\(name)`")
        }
    }
}
