/// A word of an expression, and where it stands, in characters from 1.
struct SQLToken: Equatable {
    enum Kind: Equatable {
        /// A word without quotes: a column, a function or a keyword.
        case word(String)
        /// A name between back quotes.
        case name(String)
        /// Something between double quotes: a name to some engines, a text to others.
        case doubleQuoted(String)
        case number(String)
        case text(String)
        /// An operator, parenthesis, point or comma.
        case mark(String)
        case end
    }

    let kind: Kind
    let column: Int

    /// As the user sees it in messages.
    var shown: String {
        switch kind {
        case .word(let text), .number(let text), .mark(let text): "`\(text)`"
        case .name(let text): "`\(text)`"
        case .doubleQuoted(let text): "`\"\(text)\"`"
        case .text(let text): "'\(text)'"
        case .end: "the end"
        }
    }
}

/// Cuts an expression into words.
struct SQLScanner {
    /// An expression of more characters is refused.
    static let lengthMax = 1 << 16

    private let characters: [Character]
    private var position = 0

    private init(_ text: String) { characters = Array(text) }

    /// The words of a text, an `end` last.
    static func tokens(of text: String) throws(ExpressionError) -> [SQLToken] {
        if text.utf8.count > lengthMax {
            throw ExpressionError("more than \(lengthMax) bytes of expression", column: 1)
        }
        var scanner = SQLScanner(text)
        var tokens: [SQLToken] = []
        while true {
            let token = try scanner.next()
            tokens.append(token)
            if token.kind == .end { return tokens }
        }
    }

    private mutating func next() throws(ExpressionError) -> SQLToken {
        while position < characters.count, characters[position].isWhitespace { position += 1 }
        let column = position + 1
        guard let first = peek() else { return SQLToken(kind: .end, column: column) }
        let kind: SQLToken.Kind
        if first == "'" {
            kind = .text(try quoted(by: first))
        } else if first == "`" {
            kind = .name(try quoted(by: first))
        } else if first == "\"" {
            kind = .doubleQuoted(try quoted(by: first))
        } else if first.isASCIIDigit || (first == "." && peek(1)?.isASCIIDigit ?? false) {
            kind = try number(at: column)
        } else if first.isLetter || first == "_" {
            kind = .word(take { $0.isLetter || $0.isASCIIDigit || $0 == "_" })
        } else {
            kind = .mark(try mark(at: column))
        }
        return SQLToken(kind: kind, column: column)
    }

    private func peek(_ ahead: Int = 0) -> Character? {
        let index = position + ahead
        return index < characters.count ? characters[index] : nil
    }

    private mutating func take(while isPart: (Character) -> Bool) -> String {
        let start = position
        while let next = peek(), isPart(next) { position += 1 }
        return String(characters[start..<position])
    }

    /// What stands in quotes, where a doubled quote stands for one.
    private mutating func quoted(by quote: Character) throws(ExpressionError) -> String {
        let start = position
        var text = ""
        position += 1
        while let next = peek() {
            position += 1
            if next != quote {
                if next == "\\", quote != "`" {
                    throw ExpressionError(
                        "not supported: a backslash in a text, which engines read differently",
                        column: position)
                }
                text.append(next)
            } else if peek() == quote {
                text.append(quote)
                position += 1
            } else {
                return text
            }
        }
        throw ExpressionError("the quote \(quote) is never closed", column: start + 1)
    }

    private mutating func number(at column: Int) throws(ExpressionError) -> SQLToken.Kind {
        var text = take { $0.isASCIIDigit || $0 == "." }
        if let mark = peek(), "eE".contains(mark) {
            text += "e"
            position += 1
            if let sign = peek(), "+-".contains(sign) {
                text.append(sign)
                position += 1
            }
            text += take(while: \.isASCIIDigit)
        }
        let rest = take { $0.isLetter || $0 == "_" || $0.isASCIIDigit }
        guard rest.isEmpty, ExactNumber(text) != nil || Double(text) != nil else {
            throw ExpressionError("`\(text)\(rest)` is no number", column: column)
        }
        return .number(text)
    }

    private mutating func mark(at column: Int) throws(ExpressionError) -> String {
        let first = characters[position]
        let (second, third) = (peek(1), peek(2))
        let mark: String
        switch (first, second, third) {
        case ("<", "=", ">"): mark = "<=>"
        case ("<", ">", _): mark = "<>"
        case ("<", "=", _), (">", "=", _), ("!", "=", _): mark = "\(first)="
        case ("=", "=", _): mark = "=="
        default: mark = "=<>(),.+-*/%".contains(first) ? String(first) : ""
        }
        position += mark.count
        if !mark.isEmpty { return mark }
        throw ExpressionError("`\(characters[position])` has no meaning here", column: column)
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
