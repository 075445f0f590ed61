/// Finds the functions, initialisers and computed properties of a file.
struct FunctionFinder {
    struct Function: Equatable {
        /// Where it is declared, from 1.
        let line: Int
        /// The lines between its braces, from 1.
        let body: Range<Int>
    }

    private(set) var functions: [Function] = []
    private let bytes: [UInt8]

    init(_ file: SourceFile) {
        bytes = Array(file.code.joined(separator: "\n").utf8)
        var line = 1
        var lineOfByte: [Int] = []
        for byte in bytes {
            lineOfByte.append(line)
            if byte == UInt8(ascii: "\n") { line += 1 }
        }
        var place = 0
        while place < bytes.count {
            guard let word = word(at: place) else {
                place += 1
                continue
            }
            let end = place + word.utf8.count
            if Self.openers.contains(word), !isMember(place),
                let open = bodyStart(after: end, isProperty: word == "var"),
                let close = matchingBrace(open)
            {
                let first = lineOfByte[open] + 1
                functions.append(
                    Function(
                        line: lineOfByte[place], body: first..<max(first, lineOfByte[close])))
            }
            place = end
        }
    }

    private static let openers: Set = ["func", "init", "deinit", "subscript", "var"]

    /// The words that open the next requirement of a protocol.
    private static let requirements: Set = [
        "func", "var", "init", "static", "mutating", "associatedtype", "subscript", "public",
        "package", "consuming",
    ]

    /// The whole word that starts there.
    private func word(at place: Int) -> String? {
        guard WordRules.isWord(bytes[place]) else { return nil }
        let rest = bytes[place...].prefix(while: WordRules.isWord)
        return String(decoding: rest, as: UTF8.self)
    }

    private func isMember(_ place: Int) -> Bool {
        place > 0 && [UInt8(ascii: "."), UInt8(ascii: "`")].contains(bytes[place - 1])
    }

    /// The brace that opens the body; nil where the signature ends without one.
    private func bodyStart(after start: Int, isProperty: Bool) -> Int? {
        var depth = 0
        var isNewLine = false
        for place in start..<bytes.count {
            let byte = bytes[place]
            if byte == UInt8(ascii: " ") { continue }
            if depth == 0 {
                if byte == UInt8(ascii: "{") { return place }
                if byte == UInt8(ascii: "}") { return nil }
                if byte == UInt8(ascii: "=") && isProperty { return nil }
                if byte == UInt8(ascii: "\n") {
                    if isProperty || isNewLine { return nil }
                    isNewLine = true
                    continue
                }
                if isNewLine, byte == UInt8(ascii: "@") { return nil }
                if isNewLine, let word = word(at: place), Self.requirements.contains(word) {
                    return nil
                }
            }
            isNewLine = false
            if byte == UInt8(ascii: "(") || byte == UInt8(ascii: "[") { depth += 1 }
            if byte == UInt8(ascii: ")") || byte == UInt8(ascii: "]") { depth -= 1 }
            if depth < 0 { return nil }
        }
        return nil
    }

    private func matchingBrace(_ open: Int) -> Int? {
        var depth = 0
        for place in open..<bytes.count {
            if bytes[place] == UInt8(ascii: "{") { depth += 1 }
            if bytes[place] == UInt8(ascii: "}") { depth -= 1 }
            if depth == 0 { return place }
        }
        return nil
    }
}
