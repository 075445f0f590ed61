import Columnar

/// Reads expressions of the part of SQL that conditions and constraints are written in.
///
///     any     = all { OR all }
///     all     = unary { AND unary }
///     unary   = NOT unary | test
///     test    = sum [ op sum | IS [NOT] NULL | [NOT] IN "(" sum {"," sum} ")"
///             | [NOT] BETWEEN sum AND sum | [NOT] LIKE text ]
///     sum     = product { ("+" | "-") product }
///     product = signed { ("*" | "/" | "%") signed }
///     signed  = {"-" | "+"} primary
///     primary = literal | DATE text | TIMESTAMP text | CAST "(" any AS type ")"
///             | name "(" [any {"," any}] ")" | name {"." name} | "(" any ")"
struct SQLParser {
    /// How deep expressions may be nested; chains of operators count.
    private static let depthMax = 64
    /// How many operators may follow each other on one level of arithmetic.
    private static let chainMax = 100

    private let tokens: [SQLToken]
    private var position = 0

    /// The expression that a text is.
    static func parse(_ text: String) throws(ExpressionError) -> SQLNode {
        var parser = SQLParser(tokens: try SQLScanner.tokens(of: text))
        let node = try parser.any(depth: 0)
        guard parser.current.kind == .end else {
            throw parser.unexpected("an operator, AND, OR or the end")
        }
        return node
    }

    private init(tokens: [SQLToken]) { self.tokens = tokens }

    // MARK: Words

    var current: SQLToken { tokens[position] }

    var following: SQLToken { tokens[min(position + 1, tokens.count - 1)] }

    mutating func advance() {
        if position < tokens.count - 1 { position += 1 }
    }

    func unexpected(_ expected: String) -> ExpressionError {
        ExpressionError("expected \(expected), not \(current.shown)", column: current.column)
    }

    func isKeyword(_ keyword: String) -> Bool {
        guard case .word(let word) = current.kind else { return false }
        return word.uppercased() == keyword
    }

    mutating func takeKeyword(_ keyword: String) -> Bool {
        guard isKeyword(keyword) else { return false }
        advance()
        return true
    }

    mutating func takeMark(_ mark: String) -> Bool {
        guard current.kind == .mark(mark) else { return false }
        advance()
        return true
    }

    mutating func need(_ mark: String) throws(ExpressionError) {
        guard takeMark(mark) else { throw unexpected("`\(mark)`") }
    }

    // MARK: Truth

    mutating func any(depth: Int) throws(ExpressionError) -> SQLNode {
        guard depth < Self.depthMax else {
            throw ExpressionError(
                "more than \(Self.depthMax) levels within each other", column: current.column)
        }
        let place = current.column
        var nodes = [try all(depth: depth)]
        while takeKeyword("OR") { nodes.append(try all(depth: depth)) }
        return nodes.count == 1 ? nodes[0] : .any(nodes, at: place)
    }

    private mutating func all(depth: Int) throws(ExpressionError) -> SQLNode {
        let place = current.column
        var nodes = [try unary(depth: depth)]
        while takeKeyword("AND") { nodes.append(try unary(depth: depth)) }
        return nodes.count == 1 ? nodes[0] : .all(nodes, at: place)
    }

    private mutating func unary(depth: Int) throws(ExpressionError) -> SQLNode {
        let place = current.column
        var isNegated = false
        var count = 0
        while takeKeyword("NOT") {
            isNegated.toggle()
            count += 1
        }
        let node = try test(depth: depth)
        if count == 0 { return node }
        return isNegated ? .not(node, at: place) : .not(.not(node, at: place), at: place)
    }

    private mutating func test(depth: Int) throws(ExpressionError) -> SQLNode {
        let left = try sum(depth: depth)
        let place = current.column
        if takeKeyword("IS") {
            let isNegated = takeKeyword("NOT")
            guard takeKeyword("NULL") else { throw unexpected("NULL") }
            return isNegated ? .not(.isNull(left), at: place) : .isNull(left)
        }
        let isNegated = takeKeyword("NOT")
        if let node = try membership(of: left, at: place, depth: depth) {
            return isNegated ? .not(node, at: place) : node
        }
        if isNegated { throw unexpected("IN, BETWEEN or LIKE") }
        guard case .mark(let mark) = current.kind, let comparison = SQLComparison(mark: mark)
        else { return left }
        advance()
        return .comparison(comparison, left, try sum(depth: depth), at: place)
    }

    private mutating func membership(
        of left: SQLNode, at place: Int, depth: Int
    ) throws(ExpressionError) -> SQLNode? {
        if takeKeyword("IN") {
            try need("(")
            var nodes = [try sum(depth: depth)]
            while takeMark(",") { nodes.append(try sum(depth: depth)) }
            guard takeMark(")") else { throw unexpected("`,` or `)`") }
            return .isIn(left, nodes, at: place)
        }
        if takeKeyword("BETWEEN") {
            let low = try sum(depth: depth)
            guard takeKeyword("AND") else { throw unexpected("AND") }
            let high = try sum(depth: depth)
            return .all(
                [
                    .comparison(.greaterOrEqual, left, low, at: place),
                    .comparison(.lessOrEqual, left, high, at: place),
                ], at: place)
        }
        if takeKeyword("LIKE") {
            guard case .text(let pattern) = current.kind else { throw unexpected("a text") }
            advance()
            if isKeyword("ESCAPE") {
                throw ExpressionError("not supported: ESCAPE", column: current.column)
            }
            return .like(left, pattern: pattern, at: place)
        }
        return nil
    }

    // MARK: Numbers

    private mutating func sum(depth: Int) throws(ExpressionError) -> SQLNode {
        try chain(of: [.add, .subtract]) { (parser) throws(ExpressionError) in
            try parser.chain(of: [.multiply, .divide, .remainder]) {
                (parser) throws(ExpressionError) in
                try parser.signed(depth: depth)
            }
        }
    }

    private mutating func chain(
        of operators: [SQLArithmetic],
        _ next: (inout SQLParser) throws(ExpressionError) -> SQLNode
    ) throws(ExpressionError) -> SQLNode {
        var node = try next(&self)
        var count = 0
        while case .mark(let mark) = current.kind, let operation = SQLArithmetic(rawValue: mark),
            operators.contains(operation)
        {
            let place = current.column
            advance()
            count += 1
            guard count <= Self.chainMax else {
                throw ExpressionError(
                    "more than \(Self.chainMax) operators in a row", column: place)
            }
            node = .arithmetic(operation, node, try next(&self), at: place)
        }
        return node
    }

    private mutating func signed(depth: Int) throws(ExpressionError) -> SQLNode {
        let place = current.column
        var isNegative = false
        while true {
            if takeMark("-") {
                isNegative.toggle()
            } else if !takeMark("+") {
                break
            }
        }
        let node = try primary(depth: depth)
        guard isNegative else { return node }
        if case .literal(.exact(let number), _) = node {
            return .literal(
                .exact(ExactNumber(unscaled: -number.unscaled, scale: number.scale)), at: place)
        }
        if case .literal(.real(let number), _) = node { return .literal(.real(-number), at: place) }
        return .negative(node, at: place)
    }
}
