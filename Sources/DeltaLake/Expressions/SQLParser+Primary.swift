import Columnar

extension SQLParser {
    /// Words that are no column unless they stand in back quotes.
    private static let keywords: Set<String> = [
        "AND", "OR", "NOT", "IN", "IS", "NULL", "TRUE", "FALSE", "BETWEEN", "LIKE", "CAST", "CASE",
        "WHEN", "THEN", "ELSE", "END", "AS",
    ]

    mutating func primary(depth: Int) throws(ExpressionError) -> SQLNode {
        let token = current
        let place = token.column
        switch token.kind {
        case .mark("("):
            advance()
            let node = try any(depth: depth + 1)
            guard takeMark(")") else { throw unexpected("an operator, AND, OR or `)`") }
            return node
        case .number(let text):
            advance()
            if let number = ExactNumber(text) { return .literal(.exact(number), at: place) }
            return .literal(.real(Double(text) ?? .nan), at: place)
        case .text(let text):
            advance()
            return .literal(.text(text), at: place)
        case .doubleQuoted(let text):
            advance()
            if current.kind == .mark(".") { return .column(try path(from: text), at: place) }
            return .doubleQuoted(text, at: place)
        case .name(let text):
            advance()
            return .column(try path(from: text), at: place)
        case .word(let word):
            return try self.word(word, at: place, depth: depth)
        default:
            throw unexpected("a column or a value")
        }
    }

    private mutating func word(
        _ word: String, at place: Int, depth: Int
    ) throws(ExpressionError) -> SQLNode {
        switch word.uppercased() {
        case "TRUE": return literal(.boolean(true), at: place)
        case "FALSE": return literal(.boolean(false), at: place)
        case "NULL": return literal(.null, at: place)
        case "CAST":
            advance()
            return try cast(at: place, depth: depth)
        case "DATE", "TIMESTAMP":
            if case .text(let text) = following.kind { return try time(word, text, at: place) }
        case let keyword where SQLParser.keywords.contains(keyword):
            if keyword == "CASE" { throw ExpressionError("not supported: CASE", column: place) }
            throw unexpected("a column or a value")
        default: break
        }
        advance()
        if takeMark("(") {
            var arguments: [SQLNode] = []
            if !takeMark(")") {
                repeat { arguments.append(try any(depth: depth + 1)) } while takeMark(",")
                guard takeMark(")") else { throw unexpected("`,` or `)`") }
            }
            return .call(word.lowercased(), arguments, at: place)
        }
        return .column(try path(from: word), at: place)
    }

    private mutating func literal(_ value: SQLLiteral, at place: Int) -> SQLNode {
        advance()
        return .literal(value, at: place)
    }

    /// The names that follow a first one, each after a point.
    private mutating func path(from first: String) throws(ExpressionError) -> [String] {
        var names = [first]
        while takeMark(".") {
            switch current.kind {
            case .word(let name), .name(let name), .doubleQuoted(let name): names.append(name)
            default: throw unexpected("a field's name")
            }
            advance()
        }
        return names
    }

    /// `DATE '2026-01-05'` and `TIMESTAMP '2026-01-05 14:30:00'`; a time without a zone is UTC.
    private mutating func time(
        _ word: String, _ text: String, at place: Int
    ) throws(ExpressionError) -> SQLNode {
        advance()
        let textPlace = current.column
        advance()
        if word.uppercased() == "DATE" {
            guard let day = TimeText.day(text) else {
                throw ExpressionError("'\(text)' is no date", column: textPlace)
            }
            return .literal(.date(day), at: place)
        }
        guard let time = TimeText.seconds(text) else {
            throw ExpressionError("'\(text)' is no time", column: textPlace)
        }
        return .literal(.time(time), at: place)
    }

    private mutating func cast(at place: Int, depth: Int) throws(ExpressionError) -> SQLNode {
        try need("(")
        let node = try any(depth: depth + 1)
        guard takeKeyword("AS") else { throw unexpected("AS") }
        let typePlace = current.column
        guard case .word(let word) = current.kind else { throw unexpected("a type") }
        advance()
        var numbers: [Int] = []
        if takeMark("(") {
            repeat {
                guard case .number(let text) = current.kind, let number = Int(text) else {
                    throw unexpected("a number of digits")
                }
                advance()
                numbers.append(number)
            } while takeMark(",")
            try need(")")
        }
        try need(")")
        guard let type = SQLParser.type(word.uppercased(), numbers) else {
            throw ExpressionError("not supported: CAST to `\(word)`", column: typePlace)
        }
        return .cast(node, type, at: place)
    }

    private static func type(_ word: String, _ numbers: [Int]) -> DataType? {
        switch (word, numbers.count) {
        case ("BIGINT", 0), ("LONG", 0): return .long
        case ("INT", 0), ("INTEGER", 0): return .integer
        case ("SMALLINT", 0), ("SHORT", 0): return .short
        case ("TINYINT", 0), ("BYTE", 0): return .byte
        case ("DOUBLE", 0): return .double
        case ("STRING", 0), ("VARCHAR", 0): return .string
        case ("DATE", 0): return .date
        case ("TIMESTAMP", 0): return .timestamp
        case ("DECIMAL", 1...2), ("DEC", 1...2), ("NUMERIC", 1...2):
            let scale = numbers.count == 2 ? numbers[1] : 0
            guard (1...38).contains(numbers[0]), (0...numbers[0]).contains(scale) else {
                return nil
            }
            return .decimal(precision: numbers[0], scale: scale)
        default: return nil
        }
    }
}
