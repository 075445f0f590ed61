/// Tells a Swift file's code from its comments and the texts of its strings.
///
/// Both results have the file's shape: what belongs elsewhere is blank, so that positions and lines
/// stay the same. Code inside `\(...)` is code.
struct SourceScanner {
    private let bytes: [UInt8]
    private var position = 0
    private(set) var code: [UInt8]
    private(set) var comments: [UInt8]

    init(_ text: String) {
        bytes = Array(text.utf8)
        let newline = UInt8(ascii: "\n")
        code = bytes.map { $0 == newline ? newline : UInt8(ascii: " ") }
        comments = code
        scanCode(inInterpolation: false)
    }

    private mutating func scanCode(inInterpolation: Bool) {
        var depth = 0
        while position < bytes.count {
            if starts("//") {
                scanLineComment()
            } else if starts("/*") {
                scanBlockComment()
            } else if let hashes = stringStart() {
                scanString(hashes: hashes)
            } else {
                if starts("(") { depth += 1 }
                if starts(")") {
                    if inInterpolation && depth == 0 { return }
                    depth -= 1
                }
                code[position] = bytes[position]
                position += 1
            }
        }
    }

    private mutating func scanLineComment() {
        while position < bytes.count, !starts("\n") { takeComment() }
    }

    private mutating func scanBlockComment() {
        var depth = 0
        repeat {
            if starts("/*") { depth += 1 } else if starts("*/") { depth -= 1 }
            takeComment()
        } while position < bytes.count && (depth > 0 || !ends("*/"))
    }

    private mutating func scanString(hashes: Int) {
        let quotes = starts("\"\"\"", at: position + hashes) ? 3 : 1
        let marks = String(repeating: "#", count: hashes)
        let end = String(repeating: "\"", count: quotes) + marks
        let escape = "\\" + marks
        code[position] = UInt8(ascii: "\"")
        position += hashes + quotes
        while position < bytes.count {
            if starts(end) {
                position += end.utf8.count
                code[position - 1] = UInt8(ascii: "\"")
                return
            }
            if quotes == 1 && starts("\n") { return }
            if starts(escape) {
                position += escape.utf8.count
                guard starts("(") else {
                    position += 1
                    continue
                }
                position += 1
                scanCode(inInterpolation: true)
            }
            position += 1
        }
    }

    /// The number of `#` before the quote, if a string starts here.
    private func stringStart() -> Int? {
        var hashes = 0
        while starts("#", at: position + hashes) { hashes += 1 }
        return starts("\"", at: position + hashes) ? hashes : nil
    }

    private mutating func takeComment() {
        comments[position] = bytes[position]
        position += 1
    }

    private func ends(_ text: String) -> Bool {
        let length = text.utf8.count
        return position >= length && starts(text, at: position - length)
    }

    private func starts(_ text: String, at place: Int? = nil) -> Bool {
        var place = place ?? position
        for byte in text.utf8 {
            guard place < bytes.count, bytes[place] == byte else { return false }
            place += 1
        }
        return true
    }
}
