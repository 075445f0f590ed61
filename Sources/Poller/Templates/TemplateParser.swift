import Contracts

/// Reads templates.
struct TemplateParser {
    private let bytes: [UInt8]
    private let names: [String]
    private let zones: TimeZones
    private var at = 0
    private static let bytesMax = 65_536
    private static let partsMax = 256
    private static let filtersMax = 8

    init(_ text: String, names: [String], zones: TimeZones) {
        bytes = Array(text.utf8)
        self.names = names
        self.zones = zones
    }

    mutating func parse() throws(PollProblem) -> [Template.Part] {
        guard bytes.count <= TemplateParser.bytesMax else {
            throw PollProblem("a template has at most \(TemplateParser.bytesMax) bytes")
        }
        var parts: [Template.Part] = []
        while at < bytes.count {
            guard parts.count < TemplateParser.partsMax else {
                throw PollProblem("a template has at most \(TemplateParser.partsMax) parts")
            }
            parts.append(isAt("{{") ? try parsePlace() : takeLiteral())
        }
        return parts
    }

    private mutating func takeLiteral() -> Template.Part {
        let start = at
        while at < bytes.count, !isAt("{{") { at += 1 }
        return .literal(String(decoding: bytes[start..<at], as: UTF8.self))
    }

    private mutating func parsePlace() throws(PollProblem) -> Template.Part {
        at += 2
        let name = try parseName()
        var filters: [TemplateFilter] = []
        skipSpace()
        while take("|") {
            guard filters.count < TemplateParser.filtersMax else {
                throw failure("a value has at most \(TemplateParser.filtersMax) filters")
            }
            filters.append(try parseFilter())
            skipSpace()
        }
        guard take("}}") else { throw failure("'}}' or '|' and a filter was expected") }
        return .place(name: name, filters: filters)
    }

    private mutating func parseName() throws(PollProblem) -> String {
        skipSpace()
        let start = at
        let name = takeWord()
        guard !name.isEmpty else {
            throw failure("a name was expected, such as \(names.first ?? "cursor")")
        }
        guard names.contains(where: { TemplateParser.matches(name, $0) }) else {
            let hint = PollProblem.hint(name, names)
            throw .at(
                start,
                "no value is called '\(TemplateParser.shown(name))'\(hint.isEmpty ? known : hint)")
        }
        return name
    }

    private var known: String { ". there are \(names.joined(separator: ", "))" }

    private static func matches(_ name: String, _ allowed: String) -> Bool {
        guard allowed.hasSuffix(".*") else { return name == allowed }
        let rest = name.dropFirst(allowed.utf8.count - 1)
        return name.hasPrefix(allowed.dropLast()) && !rest.isEmpty && !rest.contains(".")
    }

    private mutating func parseFilter() throws(PollProblem) -> TemplateFilter {
        skipSpace()
        let start = at
        let name = takeWord()
        let arguments = try parseArguments()
        func text(_ index: Int = 0) throws(PollProblem) -> String {
            guard arguments.count == index + 1 || arguments.count > index && name == "format" else {
                throw .at(start, "the filter '\(name)' takes one text, as in \(name)(\"...\")")
            }
            return arguments[index]
        }
        if arguments.isEmpty {
            switch name {
            case "lower": return .lower
            case "upper": return .upper
            case "date": return .time(.date, .utc)
            default:
                if name != "format", let format = try? TimeFormat(name) {
                    return .time(format, .utc)
                }
            }
        }
        switch name {
        case "date": return .time(.date, try zone(text(), start))
        case "format":
            let format = try wrapped(start) { () throws(PollProblem) in try TimeFormat(text()) }
            guard arguments.count <= 2 else {
                throw .at(start, "the filter 'format' takes a pattern and a zone")
            }
            return .time(format, arguments.count == 2 ? try zone(text(1), start) : .utc)
        case "default": return .fallback(try text())
        case "join": return .join(try text())
        case "plus": return try step(text(), 1, start)
        case "minus": return try step(text(), -1, start)
        case _ where TemplateFilter.names.contains(name):
            throw .at(start, "the filter '\(name)' takes nothing in parentheses")
        default:
            let hint = PollProblem.hint(name, TemplateFilter.names)
            let all = ". there are \(TemplateFilter.names.joined(separator: ", "))"
            throw .at(
                start,
                "no filter is called '\(TemplateParser.shown(name))'\(hint.isEmpty ? all : hint)")
        }
    }

    private func zone(_ name: String, _ start: Int) throws(PollProblem) -> TimeZoneRules {
        try wrapped(start) { () throws(PollProblem) in try zones.rules(of: name) }
    }

    private func step(_ text: String, _ sign: Int64, _ start: Int) throws(PollProblem)
        -> TemplateFilter
    {
        if let number = Int64(text), number >= 0 { return .add(sign * number) }
        guard let duration = DurationText.parse(text) else {
            throw .at(start, "a duration was expected, such as \"1ms\", or a whole number")
        }
        return .shift(sign * duration)
    }

    private func wrapped<Value>(_ start: Int, _ body: () throws(PollProblem) -> Value)
        throws(PollProblem) -> Value
    {
        do { return try body() } catch { throw .at(start, error.description) }
    }

    /// Texts in quotes, or numbers, between parentheses; none where no parenthesis follows.
    private mutating func parseArguments() throws(PollProblem) -> [String] {
        guard take("(") else { return [] }
        var arguments: [String] = []
        repeat {
            skipSpace()
            arguments.append(try parseText())
            skipSpace()
        } while take(",") && arguments.count < 4
        guard take(")") else { throw failure("')' was expected after a filter's texts") }
        return arguments
    }

    private mutating func parseText() throws(PollProblem) -> String {
        guard at < bytes.count, "\"'".utf8.contains(bytes[at]) else {
            let start = at
            while at < bytes.count, (0x30...0x39).contains(bytes[at]) { at += 1 }
            guard at > start else { throw failure("a text in quotes was expected") }
            return String(decoding: bytes[start..<at], as: UTF8.self)
        }
        let quote = bytes[at]
        guard let end = bytes[(at + 1)...].firstIndex(of: quote) else {
            throw failure("a quote is not closed")
        }
        defer { at = end + 1 }
        return String(decoding: bytes[at + 1..<end], as: UTF8.self)
    }

    private mutating func takeWord() -> String {
        let start = at
        while at < bytes.count, TemplateParser.isWord(bytes[at]) { at += 1 }
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x61...0x7a).contains(byte | 0x20) || (0x30...0x39).contains(byte)
            || "._-".utf8.contains(byte)
    }

    /// What a message repeats of a word: as much as no secret would be shorter than.
    private static func shown(_ word: String) -> String {
        word.utf8.count <= 24 ? word : "\(word.prefix(8))..."
    }

    private mutating func skipSpace() {
        while at < bytes.count, bytes[at] == 0x20 { at += 1 }
    }

    private func isAt(_ text: String) -> Bool { bytes[at...].starts(with: text.utf8) }

    private mutating func take(_ text: String) -> Bool {
        guard isAt(text) else { return false }
        at += text.utf8.count
        return true
    }

    private func failure(_ message: String) -> PollProblem { .at(at, message) }
}
