/// Why an expression is not understood.
package struct FilterError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong, and what to write instead.
    package let message: String
    /// Where, counted in characters from 1.
    package let column: Int

    /// The message with the place.
    package var description: String { "\(message) (character \(column))" }
}

/// A word of an expression.
struct FilterToken: Equatable {
    enum Kind: Equatable {
        /// A word without quotes: a column or a keyword.
        case word(String)
        /// A column's name between back quotes or double quotes.
        case name(String)
        case number(String)
        case text(String)
        /// An operator, parenthesis or comma.
        case mark(String)
        case end
    }

    let kind: Kind
    let column: Int

    /// As the user sees it in messages.
    var shown: String {
        switch kind {
        case .word(let text), .number(let text), .mark(let text): "`\(text)`"
        case .name(let text): "`\"\(text)\"`"
        case .text(let text): "'\(text)'"
        case .end: "the end"
        }
    }
}

/// Cuts an expression into words.
struct FilterScanner {
    private let characters: [Character]
    private var position = 0

    private init(_ text: String) { characters = Array(text) }

    /// The words of a text, an `end` last.
    static func tokens(of text: String) throws(FilterError) -> [FilterToken] {
        var scanner = FilterScanner(text)
        var tokens: [FilterToken] = []
        while true {
            let token = try scanner.next()
            tokens.append(token)
            if token.kind == .end { return tokens }
        }
    }

    private mutating func next() throws(FilterError) -> FilterToken {
        while position < characters.count, characters[position].isWhitespace { position += 1 }
        let column = position + 1
        guard let first = peek() else { return FilterToken(kind: .end, column: column) }
        let kind: FilterToken.Kind
        if first == "'" {
            kind = .text(try quoted(by: first))
        } else if first == "`" || first == "\"" {
            kind = .name(try quoted(by: first))
        } else if first.isASCIIDigit || ("+-.".contains(first) && isNumberNext) {
            kind = try number(at: column)
        } else if first.isLetter || first == "_" {
            kind = .word(take { $0.isLetter || $0.isASCIIDigit || $0 == "_" })
        } else {
            kind = .mark(try mark(at: column))
        }
        return FilterToken(kind: kind, column: column)
    }

    private func peek(_ ahead: Int = 0) -> Character? {
        let index = position + ahead
        return index < characters.count ? characters[index] : nil
    }

    private var isNumberNext: Bool {
        guard let next = peek(1) else { return false }
        return next.isASCIIDigit || (next == "." && peek(2)?.isASCIIDigit ?? false)
    }

    private mutating func take(while isPart: (Character) -> Bool) -> String {
        let start = position
        while let next = peek(), isPart(next) { position += 1 }
        return String(characters[start..<position])
    }

    /// A text in quotes, where a doubled quote stands for one.
    private mutating func quoted(by quote: Character) throws(FilterError) -> String {
        let start = position
        var text = ""
        position += 1
        while let next = peek() {
            position += 1
            if next != quote {
                text.append(next)
            } else if peek() == quote {
                text.append(quote)
                position += 1
            } else {
                return text
            }
        }
        throw FilterError(message: "the quote \(quote) is never closed", column: start + 1)
    }

    private mutating func number(at column: Int) throws(FilterError) -> FilterToken.Kind {
        var text = ""
        if let sign = peek(), "+-".contains(sign) {
            if sign == "-" { text = "-" }
            position += 1
        }
        text += take { $0.isASCIIDigit || $0 == "." }
        if let mark = peek(), "eE".contains(mark) {
            text += "e"
            position += 1
            if let sign = peek(), "+-".contains(sign) {
                text.append(sign)
                position += 1
            }
            text += take(while: \.isASCIIDigit)
        }
        let hasMore = peek().map { $0.isLetter || $0 == "_" } ?? false
        guard !hasMore, WholePivot(number: text, scale: 0) != nil else {
            throw FilterError(
                message:
                    "`\(text)\(hasMore ? take { $0.isLetter || $0 == "_" } : "")` is no number",
                column: column)
        }
        return .number(text)
    }

    private mutating func mark(at column: Int) throws(FilterError) -> String {
        for mark in ["<>", "<=", ">=", "!=", "==", "=", "<", ">", "(", ")", ","] {
            let length = mark.count
            guard position + length <= characters.count,
                String(characters[position..<(position + length)]) == mark
            else { continue }
            position += length
            return mark
        }
        throw FilterError(
            message: "`\(characters[position])` has no meaning here", column: column)
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
