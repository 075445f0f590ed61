import Bytes
import JSONColumns

extension RowCollector {
    /// Takes the JSON objects on the lines of a text; empty lines are none.
    mutating func collect(lines text: [UInt8]) throws(PollProblem) {
        for line in text.split(separator: UInt8(ascii: "\n")) {
            let isBlank = line.allSatisfy { $0 == 0x20 || $0 == 0x0d || $0 == 0x09 }
            if isBlank { continue }
            guard let value = try? JSONValue(parsing: Array(line)), value.object != nil else {
                try reject(.malformed, "a JSON object was expected on the line")
                continue
            }
            try add(SourceRow(value: value, names: [], cells: [], parent: nil))
        }
    }

    /// Takes the records of a text with delimiters.
    ///
    /// - Parameter needed: the names that a first line with names has to have.
    mutating func collect(
        delimited text: [UInt8], _ form: DelimitedForm, needed: [String]
    ) throws(PollProblem) {
        var reader = DelimitedReader(text, delimiter: form.delimiter)
        var names = form.names
        while let cells = try reader.nextRow() {
            guard let columns = names else {
                let found = try DelimitedReader.header(cells)
                try Self.check(found, has: needed)
                names = found
                continue
            }
            guard cells.count == columns.count else {
                try reject(.malformed, "\(columns.count) values were expected on the line")
                continue
            }
            var values: [JSONValue] = []
            for cell in cells { if let value = cell.value { values.append(value) } }
            guard values.count == cells.count else {
                try reject(.malformed, "the line is no UTF-8")
                continue
            }
            try add(SourceRow(names: columns, cells: values, parent: nil))
        }
        if names == nil { try Self.check([], has: needed) }
    }

    private static func check(_ names: [String], has needed: [String]) throws(PollProblem) {
        guard let name = needed.first(where: { !names.contains($0) }) else { return }
        throw PollProblem(
            "the first line of the answer does not name '\(name)': the vendor answered with"
                + " something else, or calls it otherwise")
    }
}

/// Reads CSV by RFC 4180: quotes within quotes are doubled, lines end with CR LF or LF.
struct DelimitedReader {
    private let text: [UInt8]
    private let delimiter: UInt8
    private var at = 0
    private var line = 1
    private static let cellsMax = 4_096

    /// A value on a line.
    struct Cell {
        let bytes: [UInt8]
        let isQuoted: Bool

        /// The text, null where there is nothing; nil where the bytes are no UTF-8.
        var value: JSONValue? {
            if bytes.isEmpty { return isQuoted ? .string("") : .null }
            return String(validating: bytes, as: UTF8.self).map { .string($0) }
        }
    }

    init(_ text: [UInt8], delimiter: UInt8) {
        self.text = text
        self.delimiter = delimiter
        if text.starts(with: [0xef, 0xbb, 0xbf]) { at = 3 }
    }

    /// The names on the first line.
    static func header(_ cells: [Cell]) throws(PollProblem) -> [String] {
        let names = cells.map { $0.value?.string ?? "" }
        guard Set(names).count == names.count, !names.contains("") else {
            throw PollProblem("the first line of the answer has no names, or one of them twice")
        }
        return names
    }

    /// The values of the next line that is not empty; nil at the end.
    ///
    /// - Throws: Where a quote is not closed, or something else than a delimiter follows one.
    mutating func nextRow() throws(PollProblem) -> [Cell]? {
        while at < text.count, text[at] == 0x0a || text[at] == 0x0d {
            if text[at] == 0x0a { line += 1 }
            at += 1
        }
        guard at < text.count else { return nil }
        var cells: [Cell] = []
        repeat {
            guard cells.count < DelimitedReader.cellsMax else {
                throw PollProblem("line \(line) of the answer has too many values")
            }
            cells.append(try nextCell())
        } while take(delimiter)
        return cells
    }

    private mutating func nextCell() throws(PollProblem) -> Cell {
        if take(UInt8(ascii: "\"")) { return try nextQuoted() }
        let start = at
        while at < text.count, text[at] != delimiter, text[at] != 0x0a { at += 1 }
        var end = at
        // The CR of a line's end is no part of its last value.
        if end > start, text[end - 1] == 0x0d, end == text.count || text[end] == 0x0a { end -= 1 }
        return Cell(bytes: Array(text[start..<end]), isQuoted: false)
    }

    private mutating func nextQuoted() throws(PollProblem) -> Cell {
        let quote = UInt8(ascii: "\"")
        let lineOfQuote = line
        var bytes: [UInt8] = []
        while at < text.count {
            let byte = text[at]
            at += 1
            if byte == 0x0a { line += 1 }
            guard byte == quote else {
                bytes.append(byte)
                continue
            }
            guard take(quote) else { return Cell(bytes: bytes, isQuoted: try endOfQuoted()) }
            bytes.append(quote)
        }
        throw PollProblem("the quote on line \(lineOfQuote) of the answer is not closed")
    }

    /// - Throws: Where a quote ends within a value.
    private mutating func endOfQuoted() throws(PollProblem) -> Bool {
        if at < text.count, text[at] == 0x0d { at += 1 }
        guard at == text.count || text[at] == delimiter || text[at] == 0x0a else {
            throw PollProblem("something follows the quotes on line \(line) of the answer")
        }
        return true
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard at < text.count, text[at] == byte else { return false }
        at += 1
        return true
    }
}
