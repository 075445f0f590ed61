/// Reads paths, alone or within conditions.
struct ValuePathParser {
    private let bytes: [UInt8]
    private(set) var at: Int
    private static let stepsMax = 32
    private static let bytesMax = 1_024

    init(_ bytes: [UInt8], at: Int) {
        self.bytes = bytes
        self.at = at
    }

    var isAtEnd: Bool { at == bytes.count }

    /// Reads as far as a path goes.
    mutating func parse() throws(PollProblem) -> ValuePath {
        let start = at
        var steps: [ValuePath.Step] = []
        if next == UInt8(ascii: "$") {
            at += 1
        } else if let byte = next, byte == UInt8(ascii: "*") || ValuePathParser.isWord(byte) {
            steps.append(try parseName())
        }
        while let byte = next, byte == UInt8(ascii: ".") || byte == UInt8(ascii: "[") {
            at += 1
            steps.append(byte == UInt8(ascii: ".") ? try parseName() : try parseBracket())
            guard steps.count <= ValuePathParser.stepsMax,
                at - start <= ValuePathParser.bytesMax
            else { throw .at(start, "a path has at most \(ValuePathParser.stepsMax) steps") }
        }
        return ValuePath(steps: steps)
    }

    private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func parseName() throws(PollProblem) -> ValuePath.Step {
        let start = at
        while let byte = next, ValuePathParser.isWord(byte) || byte == UInt8(ascii: "*") { at += 1 }
        guard at > start else {
            throw .at(at, "a name was expected; other names stand as [\"...\"]")
        }
        return ValuePathParser.step(named: Array(bytes[start..<at]))
    }

    private mutating func parseBracket() throws(PollProblem) -> ValuePath.Step {
        let start = at
        guard let byte = next else { throw .at(at, "a bracket is not closed") }
        var step: ValuePath.Step
        if "\"'".utf8.contains(byte) {
            guard let end = bytes[(at + 1)...].firstIndex(of: byte) else {
                throw .at(at, "a quote is not closed")
            }
            step = ValuePathParser.step(named: Array(bytes[at + 1..<end]))
            at = end + 1
        } else if byte == UInt8(ascii: "*") {
            at += 1
            step = .each
        } else {
            while let byte = next, (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-") {
                at += 1
            }
            let digits = String(decoding: bytes[start..<at], as: UTF8.self)
            guard let index = Int32(digits) else {
                throw .at(start, "a number, a name in quotes or * was expected in brackets")
            }
            step = .index(Int(index))
        }
        guard next == UInt8(ascii: "]") else { throw .at(at, "']' was expected") }
        at += 1
        return step
    }

    /// A name, with its stars; `\*` is no star.
    private static func step(named name: [UInt8]) -> ValuePath.Step {
        let star = UInt8(ascii: "*")
        if name == [star] { return .each }
        var pieces: [[UInt8]] = [[]]
        var isEscaped = false
        for byte in name {
            if byte == star, !isEscaped {
                pieces.append([])
            } else {
                if isEscaped, byte != star { pieces[pieces.count - 1].append(UInt8(ascii: "\\")) }
                if byte != UInt8(ascii: "\\") { pieces[pieces.count - 1].append(byte) }
            }
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        }
        if isEscaped { pieces[pieces.count - 1].append(UInt8(ascii: "\\")) }
        if pieces.count > 1 { return .pattern(pieces) }
        return .member(String(decoding: pieces[0], as: UTF8.self))
    }

    static func isWord(_ byte: UInt8) -> Bool {
        (0x61...0x7a).contains(byte | 0x20) || (0x30...0x39).contains(byte)
            || "_-@$".utf8.contains(byte) || byte >= 0x80
    }
}
