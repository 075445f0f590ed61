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
        let end =
            [UInt8](repeating: UInt8(ascii: "\""), count: quotes)
            + [UInt8](repeating: UInt8(ascii: "#"), count: hashes)
        let escape =
            [UInt8(ascii: "\\")] + [UInt8](repeating: UInt8(ascii: "#"), count: hashes)
        code[position] = UInt8(ascii: "\"")
        position += hashes + quotes
        while position < bytes.count {
            if starts(end) {
                position += end.count
                code[position - 1] = UInt8(ascii: "\"")
                return
            }
            if quotes == 1 && starts("\n") { return }
            if starts(escape) {
                position += escape.count
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

    private func ends(_ text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        return position >= length && starts(text, at: position - length)
    }

    private func starts(_ text: StaticString, at place: Int? = nil) -> Bool {
        starts(Array("\(text)".utf8), at: place)
    }

    private func starts(_ text: [UInt8], at place: Int? = nil) -> Bool {
        let place = place ?? position
        guard place + text.count <= bytes.count else { return false }
        return text.indices.allSatisfy { bytes[place + $0] == text[$0] }
    }
}
