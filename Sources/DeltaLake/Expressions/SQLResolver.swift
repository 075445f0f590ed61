import Columnar

/// Finds the columns of an expression and gives every part its kind.
struct SQLResolver {
    let schema: Schema

    /// The expression as one that is true or false.
    func condition(_ node: SQLNode) throws(ExpressionError) -> TypedNode {
        let typed = try resolve(node)
        switch typed.kind {
        case .boolean, .null: return typed
        default:
            throw ExpressionError(
                "expected a condition, not \(typed.kind.name)", column: node.place)
        }
    }

    func resolve(_ node: SQLNode) throws(ExpressionError) -> TypedNode {
        switch node {
        case .column(let path, let place): return try column(path, at: place)
        case .doubleQuoted(let text, _):
            if let field = find(text, in: schema.fields) {
                return TypedNode(kind: ValueKind(field.type), form: .column([field.name]))
            }
            return SQLResolver.constant(.text(text))
        case .literal(let literal, _): return SQLResolver.constant(literal)
        case .negative(let part, let place):
            let typed = try number(part, at: place)
            return TypedNode(kind: typed.kind, form: .negative(typed))
        case .arithmetic(let operation, let left, let right, let place):
            return try arithmetic(operation, left, right, at: place)
        case .comparison(let comparison, let left, let right, let place):
            let (left, right) = try aligned(resolve(left), resolve(right), at: place)
            return TypedNode(kind: .boolean, form: .comparison(comparison, left, right))
        case .isNull(let part):
            return TypedNode(kind: .boolean, form: .isNull(try resolve(part)))
        case .isIn(let left, let values, let place):
            return try membership(of: left, values, at: place)
        case .like(let part, let pattern, let place):
            let typed = try resolve(part)
            guard typed.kind == .text || typed.kind == .null else {
                throw ExpressionError("LIKE takes a text, not \(typed.kind.name)", column: place)
            }
            return TypedNode(kind: .boolean, form: .like(typed, LikePattern(pattern)))
        case .not(let part, _):
            return TypedNode(kind: .boolean, form: .not(try condition(part)))
        case .all(let parts, _):
            return TypedNode(kind: .boolean, form: .all(try conditions(parts)))
        case .any(let parts, _):
            return TypedNode(kind: .boolean, form: .any(try conditions(parts)))
        case .call(let name, let arguments, let place):
            return try call(name, arguments, at: place)
        case .cast(let part, let type, let place):
            return try cast(try resolve(part), to: type, at: place)
        }
    }

    static func constant(_ literal: SQLLiteral) -> TypedNode {
        let kind: ValueKind =
            switch literal {
            case .exact(let number): .exact(scale: number.scale, isWhole: number.scale == 0)
            case .real: .real
            case .text: .text
            case .boolean: .boolean
            case .date: .date
            case .time(let number): .time(scale: number.scale)
            case .null: .null
            }
        return TypedNode(kind: kind, form: .constant(literal))
    }

    private func conditions(_ nodes: [SQLNode]) throws(ExpressionError) -> [TypedNode] {
        var parts: [TypedNode] = []
        for node in nodes { parts.append(try condition(node)) }
        return parts
    }

    private func membership(
        of left: SQLNode, _ values: [SQLNode], at place: Int
    ) throws(ExpressionError) -> TypedNode {
        let typed = try resolve(left)
        var parts: [TypedNode] = []
        for value in values {
            let (left, right) = try aligned(typed, resolve(value), at: place)
            parts.append(TypedNode(kind: .boolean, form: .comparison(.equal, left, right)))
        }
        return TypedNode(kind: .boolean, form: .any(parts))
    }

    // MARK: Columns

    private func column(_ path: [String], at place: Int) throws(ExpressionError) -> TypedNode {
        var fields = schema.fields
        var names: [String] = []
        var type: DataType?
        for name in path {
            guard let field = find(name, in: fields) else {
                let whole = (names + [name]).joined(separator: ".")
                throw ExpressionError(
                    "no column `\(whole)`", column: place, unknownColumn: whole)
            }
            names.append(field.name)
            type = field.type
            if case .structure(let inner) = field.type { fields = inner } else { fields = [] }
        }
        guard let type else { throw ExpressionError("no column", column: place) }
        return TypedNode(kind: ValueKind(type), form: .column(names))
    }

    /// The field of a name; of one that differs in case only where there is no other.
    private func find(_ name: String, in fields: [Field]) -> Field? {
        if let field = fields.first(where: { $0.name.isSame(as: name) }) { return field }
        let lower = name.lowercased()
        let similar = fields.filter { $0.name.lowercased().isSame(as: lower) }
        return similar.count == 1 ? similar[0] : nil
    }
}
