import Bytes

/// Writes JSON into one growing buffer: compact, UTF-8, commas put where they belong.
///
/// Quotes, backslashes and control characters are escaped, nothing else (`/` is not). The writer
/// does not check the nesting of what it is told: a begin needs its end, a member its name.
public struct JSONWriter: ~Copyable {
    private var output: ByteWriter
    /// Whether a value was written at this level, so that the next one needs a comma before it.
    private var needsComma = false

    /// Makes an empty writer with room for `capacity` bytes.
    public init(capacity: Int = 256) { output = ByteWriter(capacity: capacity) }

    /// What was written so far.
    public var bytes: RawSpan {
        @_lifetime(borrow self) get { output.bytes }
    }

    /// The number of bytes written so far.
    public var count: Int { output.count }

    /// A copy of what was written so far.
    public func copy() -> [UInt8] { output.copy() }

    /// What was written so far, as text.
    public var text: String { String(decoding: output.copy(), as: UTF8.self) }

    /// Forgets what was written and keeps the memory.
    public mutating func removeAll() {
        output.removeAll()
        needsComma = false
    }

    /// Begins an object.
    public mutating func beginObject() { open(UInt8(ascii: "{")) }

    /// Ends an object.
    public mutating func endObject() { close(UInt8(ascii: "}")) }

    /// Begins an array.
    public mutating func beginArray() { open(UInt8(ascii: "[")) }

    /// Ends an array.
    public mutating func endArray() { close(UInt8(ascii: "]")) }

    /// Writes a member's name; its value comes next.
    public mutating func name(_ name: String) {
        string(name)
        output.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a member's name, given as UTF-8.
    public mutating func name(utf8 name: RawSpan) {
        string(utf8: name)
        output.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a string.
    public mutating func string(_ text: String) {
        beginValue()
        var copy = text
        copy.makeContiguousUTF8()
        JSONEscaping.append(copy.utf8Span.span.rawBytes, to: &output)
    }

    /// Writes a string, given as UTF-8; bytes that are none become U+FFFD.
    public mutating func string(utf8 text: RawSpan) {
        beginValue()
        JSONEscaping.append(text, to: &output)
    }

    /// Writes an integer.
    public mutating func integer(_ value: some FixedWidthInteger) {
        beginValue()
        output.append(utf8: String(value))
    }

    /// Writes a number in the shortest form that reads back as the same double; a value that JSON
    /// has no number for becomes `null`.
    public mutating func double(_ value: Double) {
        beginValue()
        output.append(utf8: value.isFinite ? "\(value)" : "null")
    }

    /// Writes a boolean.
    public mutating func bool(_ value: Bool) {
        beginValue()
        output.append(utf8: value ? "true" : "false")
    }

    /// Writes `null`.
    public mutating func null() {
        beginValue()
        output.append(utf8: "null")
    }

    /// Writes a value that is JSON text already, such as a number's digits.
    public mutating func raw(_ text: RawSpan) {
        beginValue()
        output.append(text)
    }

    /// Writes a value that is JSON text already, such as a number's digits.
    public mutating func raw(_ text: String) {
        beginValue()
        output.append(utf8: text)
    }

    /// Ends a line: what follows is a text of its own.
    public mutating func endLine() {
        output.append(UInt8(ascii: "\n"))
        needsComma = false
    }

    private mutating func beginValue() {
        if needsComma { output.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func open(_ bracket: UInt8) {
        beginValue()
        output.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        output.append(bracket)
        needsComma = true
    }
}

// Whole members and values.
extension JSONWriter {
    /// Writes a member with a string.
    public mutating func member(_ name: String, _ value: String) {
        self.name(name)
        string(value)
    }

    /// Writes a member with an integer.
    public mutating func member(_ name: String, _ value: some FixedWidthInteger) {
        self.name(name)
        integer(value)
    }

    /// Writes a member with a boolean.
    public mutating func member(_ name: String, _ value: Bool) {
        self.name(name)
        bool(value)
    }

    /// Writes a member with any value.
    public mutating func member(_ name: String, _ value: JSONValue) {
        self.name(name)
        append(value)
    }

    /// Writes any value.
    public mutating func append(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let value): bool(value)
        case .number(let number): raw(number.text)
        case .string(let text): string(text)
        case .array(let elements):
            beginArray()
            for element in elements { append(element) }
            endArray()
        case .object(let object):
            beginObject()
            for member in object.members { self.member(member.name, member.value) }
            endObject()
        }
    }
}

/// Strings as JSON writes them.
enum JSONEscaping {
    /// Appends a text between quotes.
    static func append(_ text: RawSpan, to output: inout ByteWriter) {
        output.append(UInt8(ascii: "\""))
        let end = text.byteCount
        var at = 0
        while true {
            let stop = text.plainTextEnd(from: at, to: end)
            output.append(text.extracting(at..<stop))
            guard stop < end else { break }
            at = stop + appendSpecial(text, at: stop, to: &output)
        }
        output.append(UInt8(ascii: "\""))
    }

    /// Appends what is not plain text at a position; returns how many bytes it took.
    private static func appendSpecial(_ text: RawSpan, at start: Int, to output: inout ByteWriter)
        -> Int
    {
        let byte = text.byte(at: start)
        if byte < 0x80 {
            appendEscape(byte, to: &output)
            return 1
        }
        let length = text.utf8SequenceLength(at: start, to: text.byteCount)
        guard length > 0 else {
            output.append([0xef, 0xbf, 0xbd])
            return 1
        }
        output.append(text.extracting(start..<start + length))
        return length
    }

    private static func appendEscape(_ byte: UInt8, to output: inout ByteWriter) {
        output.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): output.append(byte)
        case 0x08: output.append(UInt8(ascii: "b"))
        case 0x09: output.append(UInt8(ascii: "t"))
        case 0x0a: output.append(UInt8(ascii: "n"))
        case 0x0c: output.append(UInt8(ascii: "f"))
        case 0x0d: output.append(UInt8(ascii: "r"))
        default:
            output.append(utf8: "u00")
            output.append(hexDigit(byte >> 4))
            output.append(hexDigit(byte & 15))
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? value + UInt8(ascii: "0") : value - 10 + UInt8(ascii: "a")
    }
}
