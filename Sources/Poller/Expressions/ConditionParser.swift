import JSONColumns

/// Reads conditions: `or` binds less than `and`, `and` less than `not`.
struct ConditionParser {
    private let bytes: [UInt8]
    private let roots: [Condition.Root]
    private var at = 0
    private static let bytesMax = 4_096
    private static let depthMax = 32
    private static let functions = ["exists", "missing", "is_empty", "count"]

    init(_ text: String, roots: [Condition.Root]) {
        bytes = Array(text.utf8)
        self.roots = roots
    }

    mutating func parse() throws(PollProblem) -> Condition.Node {
        guard bytes.count <= ConditionParser.bytesMax else {
            throw PollProblem("a condition has at most \(ConditionParser.bytesMax) bytes")
        }
        let node = try parseOr(depth: 0)
        skipSpace()
        guard at == bytes.count else {
            let hint = bytes[at] == UInt8(ascii: "=") ? ". two things are equal by ==" : ""
            throw .at(at, "'and', 'or' or the end was expected\(hint)")
        }
        return node
    }

    private mutating func parseOr(depth: Int) throws(PollProblem) -> Condition.Node {
        guard depth < ConditionParser.depthMax else {
            throw .at(at, "a condition is at most \(ConditionParser.depthMax) parentheses deep")
        }
        var node = try parseAnd(depth: depth)
        while takeWord("or") { node = .or(node, try parseAnd(depth: depth)) }
        return node
    }

    private mutating func parseAnd(depth: Int) throws(PollProblem) -> Condition.Node {
        var node = try parseNot(depth: depth)
        while takeWord("and") { node = .and(node, try parseNot(depth: depth)) }
        return node
    }

    private mutating func parseNot(depth: Int) throws(PollProblem) -> Condition.Node {
        if takeWord("not") {
            guard depth < ConditionParser.depthMax else {
                throw .at(at, "there are too many 'not' one after the other")
            }
            return .not(try parseNot(depth: depth + 1))
        }
        if take("(") {
            let node = try parseOr(depth: depth + 1)
            guard take(")") else { throw .at(at, "')' was expected") }
            return node
        }
        return try parseTest()
    }

    private mutating func parseTest() throws(PollProblem) -> Condition.Node {
        skipSpace()
        let start = at
        if takeCall("exists") { return .exists(try parseArgument()) }
        if takeCall("missing") { return .not(.exists(try parseArgument())) }
        if takeCall("is_empty") { return .isEmpty(try parseArgument()) }
        let left = try parseOperand()
        skipSpace()
        let found = Condition.Comparison.allCases.first { isAt($0.rawValue) }
        guard let comparison = found else {
            if case .value(let reference) = left { return .isTrue(reference) }
            throw .at(start, "a comparison was expected, such as status == 429")
        }
        at += comparison.rawValue.utf8.count
        return .comparison(left, comparison, try parseOperand())
    }

    private mutating func parseOperand() throws(PollProblem) -> Condition.Operand {
        if takeCall("count") { return .count(try parseArgument()) }
        skipSpace()
        guard at < bytes.count else { throw .at(at, "a value was expected at the end") }
        let byte = bytes[at]
        if "\"'".utf8.contains(byte) { return .literal(.string(try parseText(quote: byte))) }
        if (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-") {
            return .literal(try parseNumber())
        }
        if takeWord("true") { return .literal(.bool(true)) }
        if takeWord("false") { return .literal(.bool(false)) }
        if takeWord("null") { return .literal(.null) }
        return .value(try parseReference())
    }

    private mutating func parseArgument() throws(PollProblem) -> Condition.Reference {
        skipSpace()
        let reference = try parseReference()
        guard take(")") else { throw .at(at, "')' was expected") }
        return reference
    }

    private mutating func parseReference() throws(PollProblem) -> Condition.Reference {
        let start = at
        var parser = ValuePathParser(bytes, at: at)
        var path = try parser.parse()
        guard let name = path.firstName, parser.at > start else {
            throw .at(
                start,
                "a value was expected, such as \(roots.map(\.rawValue).joined(separator: ", "))")
        }
        at = parser.at
        guard let root = roots.first(where: { $0.rawValue == name }) else {
            let names = roots.map(\.rawValue)
            let hint = PollProblem.hint(name, names + ConditionParser.functions)
            throw .at(
                start,
                "nothing is called '\(name.prefix(24))' here. there are "
                    + "\(names.joined(separator: ", "))\(hint); texts stand in quotes")
        }
        path.steps.removeFirst()
        if root == .header, path.steps.count != 1 || path.firstName == nil {
            throw .at(start, "a header has one name, as in header.retry-after")
        }
        if root == .status || root == .records, !path.isWhole {
            throw .at(start, "\(name) has no parts")
        }
        return Condition.Reference(root: root, path: path)
    }

    /// A text in quotes, in which a backslash makes the next character plain.
    private mutating func parseText(quote: UInt8) throws(PollProblem) -> String {
        let start = at
        at += 1
        var text: [UInt8] = []
        while at < bytes.count, bytes[at] != quote {
            if bytes[at] == UInt8(ascii: "\\"), at + 1 < bytes.count { at += 1 }
            text.append(bytes[at])
            at += 1
        }
        guard at < bytes.count else { throw .at(start, "a quote is not closed") }
        at += 1
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func parseNumber() throws(PollProblem) -> JSONValue {
        let start = at
        while at < bytes.count, ValuePathParser.isWord(bytes[at]) || ".+".utf8.contains(bytes[at]) {
            at += 1
        }
        guard let value = try? JSONValue(parsing: Array(bytes[start..<at])), value.number != nil
        else { throw .at(start, "a number was expected, such as 429 or 0.5") }
        return value
    }

    private mutating func skipSpace() {
        while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x0a { at += 1 }
    }

    private func isAt(_ text: String) -> Bool { bytes[at...].starts(with: text.utf8) }

    private mutating func take(_ text: String) -> Bool {
        skipSpace()
        guard isAt(text) else { return false }
        at += text.utf8.count
        return true
    }

    /// Takes a word that no letter follows.
    private mutating func takeWord(_ word: String) -> Bool {
        skipSpace()
        let end = at + word.utf8.count
        guard isAt(word), end >= bytes.count || !ValuePathParser.isWord(bytes[end]) else {
            return false
        }
        at = end
        return true
    }

    /// Takes a function's name and its parenthesis.
    private mutating func takeCall(_ name: String) -> Bool {
        let start = at
        if takeWord(name), take("(") { return true }
        at = start
        return false
    }
}
