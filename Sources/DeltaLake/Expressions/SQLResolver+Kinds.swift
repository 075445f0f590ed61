import Columnar

extension SQLResolver {
    /// Two sides as one kind, so that they can be compared.
    func aligned(
        _ left: TypedNode, _ right: TypedNode, at place: Int
    ) throws(ExpressionError) -> (TypedNode, TypedNode) {
        switch (left.kind, right.kind) {
        case (.null, _), (_, .null): return (left, right)
        case (.exact, .exact), (.time, .time), (.real, .real), (.text, .text), (.binary, .binary),
            (.date, .date), (.boolean, .boolean), (.text, .binary), (.binary, .text):
            return (left, right)
        case (.exact, .real): return (widened(left, to: .real), right)
        case (.real, .exact): return (left, widened(right, to: .real))
        case (.date, .time): return (widened(left, to: .time(scale: 0)), right)
        case (.time, .date): return (left, widened(right, to: .time(scale: 0)))
        case (.date, .text), (.time, .text):
            if let time = try time(right, as: left.kind, at: place) {
                return try aligned(left, time, at: place)
            }
        case (.text, .date), (.text, .time):
            if let time = try time(left, as: right.kind, at: place) {
                return try aligned(time, right, at: place)
            }
        default: break
        }
        throw ExpressionError(
            "not supported: comparing \(left.kind.name) with \(right.kind.name)", column: place)
    }

    private func widened(_ node: TypedNode, to kind: ValueKind) -> TypedNode {
        TypedNode(kind: kind, form: .widened(node))
    }

    /// A written text that is compared with dates or times, as one of them; nil for no such text.
    private func time(
        _ node: TypedNode, as kind: ValueKind, at place: Int
    ) throws(ExpressionError) -> TypedNode? {
        guard case .constant(.text(let text)) = node.form else { return nil }
        if kind == .date, let day = TimeText.day(text) { return SQLResolver.constant(.date(day)) }
        if let time = TimeText.seconds(text) { return SQLResolver.constant(.time(time)) }
        throw ExpressionError("'\(text)' is no \(kind == .date ? "date" : "time")", column: place)
    }

    func number(_ node: SQLNode, at place: Int) throws(ExpressionError) -> TypedNode {
        let typed = try resolve(node)
        guard typed.kind.isNumber else {
            throw ExpressionError("expected a number, not \(typed.kind.name)", column: place)
        }
        return typed
    }

    func arithmetic(
        _ operation: SQLArithmetic, _ left: SQLNode, _ right: SQLNode, at place: Int
    ) throws(ExpressionError) -> TypedNode {
        let (left, right) = (try number(left, at: place), try number(right, at: place))
        if left.kind == .null || right.kind == .null { return SQLResolver.constant(.null) }
        guard case .exact(let leftScale, let isLeftWhole) = left.kind,
            case .exact(let rightScale, let isRightWhole) = right.kind
        else { return real(operation, left, right) }
        let isWhole = isLeftWhole && isRightWhole
        let scale: Int
        switch operation {
        case .divide:
            if isWhole { return real(operation, left, right) }
            throw ExpressionError(
                "not supported: dividing decimals, whose digits engines choose differently",
                column: place)
        case .multiply: scale = leftScale + rightScale
        case .add, .subtract, .remainder: scale = max(leftScale, rightScale)
        }
        if scale > ExactNumber.digitsMax {
            throw ExpressionError(
                "not supported: more than \(ExactNumber.digitsMax) digits", column: place)
        }
        return TypedNode(
            kind: .exact(scale: scale, isWhole: isWhole),
            form: .arithmetic(operation, left, right))
    }

    private func real(
        _ operation: SQLArithmetic, _ left: TypedNode, _ right: TypedNode
    ) -> TypedNode {
        let sides = [left, right].map { $0.kind == .real ? $0 : widened($0, to: .real) }
        return TypedNode(kind: .real, form: .arithmetic(operation, sides[0], sides[1]))
    }

    func call(
        _ name: String, _ arguments: [SQLNode], at place: Int
    ) throws(ExpressionError) -> TypedNode {
        guard let function = SQLFunction(rawValue: name) else {
            throw ExpressionError("not supported: the function `\(name)`", column: place)
        }
        var typed: [TypedNode] = []
        for argument in arguments { typed.append(try resolve(argument)) }
        if function == .coalesce { return try coalesce(typed, at: place) }
        guard typed.count == 1 else {
            throw ExpressionError("`\(name)` takes one value, not \(typed.count)", column: place)
        }
        let kind: ValueKind
        switch (function, typed[0].kind) {
        case (_, .null): return SQLResolver.constant(.null)
        case (.length, .text), (.charLength, .text), (.length, .binary), (.year, .date),
            (.month, .date), (.day, .date), (.year, .time), (.month, .time), (.day, .time):
            kind = .exact(scale: 0, isWhole: true)
        case (.abs, .exact), (.abs, .real): kind = typed[0].kind
        case (.upper, .text), (.lower, .text): kind = .text
        default:
            throw ExpressionError(
                "`\(name)` does not take \(typed[0].kind.name)", column: place)
        }
        return TypedNode(kind: kind, form: .function(function, typed))
    }

    private func coalesce(_ parts: [TypedNode], at place: Int) throws(ExpressionError) -> TypedNode
    {
        let known = parts.filter { $0.kind != .null }
        guard let first = known.first, first.kind != .nested else {
            return SQLResolver.constant(.null)
        }
        guard known.allSatisfy({ $0.kind == first.kind }) else {
            throw ExpressionError(
                "not supported: `coalesce` of values of different types", column: place)
        }
        return TypedNode(kind: first.kind, form: .function(.coalesce, known))
    }

    func cast(
        _ node: TypedNode, to type: DataType, at place: Int
    ) throws(ExpressionError) -> TypedNode {
        let kind = ValueKind(type)
        switch (node.kind, kind) {
        case (.null, _): return SQLResolver.constant(.null)
        case (.exact, .exact), (.exact, .real), (.real, .real), (.text, .text), (.date, .date),
            (.time, .time), (.exact, .text), (.date, .text), (.time, .date), (.date, .time),
            (.text, .date), (.text, .time), (.boolean, .text):
            return TypedNode(kind: kind, form: .cast(node, type))
        default:
            throw ExpressionError(
                "not supported: CAST of \(node.kind.name) to \(type.deltaName)", column: place)
        }
    }
}
