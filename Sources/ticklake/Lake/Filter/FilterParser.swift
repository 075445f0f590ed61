/// Reads expressions: comparisons, IS NULL, IN, AND, OR, NOT, parentheses.
///
///     any   = all { OR all }
///     all   = unary { AND unary }
///     unary = NOT unary | "(" any ")" | column test
///     test  = op literal | IS [NOT] NULL | [NOT] IN "(" literal { "," literal } ")"
struct FilterParser {
    /// How deep parentheses and NOTs may be nested.
    private static let depthMax = 64

    private let tokens: [FilterToken]
    private var position = 0

    /// The expression that a text is.
    static func parse(_ text: String) throws(FilterError) -> FilterNode {
        var parser = FilterParser(tokens: try FilterScanner.tokens(of: text))
        let node = try parser.any(depth: 0)
        guard parser.current.kind == .end else {
            throw parser.unexpected("AND, OR or the end")
        }
        return node
    }

    private init(tokens: [FilterToken]) { self.tokens = tokens }

    private var current: FilterToken { tokens[position] }

    private mutating func advance() {
        if position < tokens.count - 1 { position += 1 }
    }

    private func unexpected(_ expected: String) -> FilterError {
        FilterError(
            message: "expected \(expected), not \(current.shown)", column: current.column)
    }

    private func isKeyword(_ keyword: String) -> Bool {
        guard case .word(let word) = current.kind else { return false }
        return word.uppercased() == keyword
    }

    private mutating func takeKeyword(_ keyword: String) -> Bool {
        guard isKeyword(keyword) else { return false }
        advance()
        return true
    }

    private mutating func takeMark(_ mark: String) -> Bool {
        guard current.kind == .mark(mark) else { return false }
        advance()
        return true
    }

    private mutating func any(depth: Int) throws(FilterError) -> FilterNode {
        var nodes = [try all(depth: depth)]
        while takeKeyword("OR") { nodes.append(try all(depth: depth)) }
        return nodes.count == 1 ? nodes[0] : .any(nodes)
    }

    private mutating func all(depth: Int) throws(FilterError) -> FilterNode {
        var nodes = [try unary(depth: depth)]
        while takeKeyword("AND") { nodes.append(try unary(depth: depth)) }
        return nodes.count == 1 ? nodes[0] : .all(nodes)
    }

    private mutating func unary(depth: Int) throws(FilterError) -> FilterNode {
        guard depth < Self.depthMax else {
            throw FilterError(
                message: "more than \(Self.depthMax) parentheses or NOTs within each other",
                column: current.column)
        }
        if takeKeyword("NOT") { return .not(try unary(depth: depth + 1)) }
        guard takeMark("(") else { return try test(of: try column()) }
        let node = try any(depth: depth + 1)
        guard takeMark(")") else { throw unexpected("AND, OR or `)`") }
        return node
    }

    private mutating func column() throws(FilterError) -> FilterName {
        let token = current
        switch token.kind {
        case .name(let text):
            advance()
            return FilterName(text: text, column: token.column)
        case .word(let text) where !Self.keywords.contains(text.uppercased()):
            advance()
            return FilterName(text: text, column: token.column)
        default:
            throw unexpected("a column")
        }
    }

    private static let keywords: Set<String> = [
        "AND", "OR", "NOT", "IN", "IS", "NULL", "TRUE", "FALSE",
    ]

    private mutating func test(of name: FilterName) throws(FilterError) -> FilterNode {
        if takeKeyword("IS") {
            let isNegated = takeKeyword("NOT")
            guard takeKeyword("NULL") else { throw unexpected("NULL") }
            return isNegated ? .not(.isNull(name)) : .isNull(name)
        }
        if takeKeyword("NOT") {
            guard takeKeyword("IN") else { throw unexpected("IN") }
            return .not(.isIn(name, try list()))
        }
        if takeKeyword("IN") { return .isIn(name, try list()) }
        guard case .mark(let mark) = current.kind, let comparison = FilterComparison(mark: mark)
        else { throw unexpected("=, !=, <, <=, >, >=, IS or IN") }
        advance()
        return .comparison(name, comparison, try literal())
    }

    private mutating func list() throws(FilterError) -> [FilterLiteral] {
        guard takeMark("(") else { throw unexpected("`(`") }
        var literals = [try literal()]
        while takeMark(",") { literals.append(try literal()) }
        guard takeMark(")") else { throw unexpected("`,` or `)`") }
        return literals
    }

    private mutating func literal() throws(FilterError) -> FilterLiteral {
        let token = current
        let value: FilterLiteral.Value
        switch token.kind {
        case .number(let text): value = .number(text)
        case .text(let text): value = .text(text)
        case .word(let word) where word.uppercased() == "TRUE": value = .boolean(true)
        case .word(let word) where word.uppercased() == "FALSE": value = .boolean(false)
        case .word(let word) where word.uppercased() == "NULL":
            throw FilterError(
                message: "nothing compares with NULL: write IS NULL", column: token.column)
        case .word(let word):
            throw FilterError(
                message: "expected a value, not `\(word)`: a text stands in quotes, '\(word)'",
                column: token.column)
        default: throw unexpected("a value")
        }
        advance()
        return FilterLiteral(value: value, column: token.column)
    }
}
