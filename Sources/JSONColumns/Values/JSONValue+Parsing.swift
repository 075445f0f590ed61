import Bytes

extension JSONValue {
    /// Parses one JSON text, which may have space around it.
    ///
    /// Of members with equal names the last one is kept, at the place of the first. Memory is
    /// bounded by a small multiple of the text.
    public init(parsing text: RawSpan, depthMax: Int = 64) throws(JSONError) {
        var parser = JSONValueParser(text, depthMax: depthMax)
        self = try parser.parse()
    }

    /// Checks that bytes are one JSON text, as parsing would, and makes no values of it.
    public static func check(_ text: RawSpan, depthMax: Int = 64) throws(JSONError) {
        var scanner = JSONScanner(text, from: 0, to: text.byteCount, depthMax: depthMax)
        try scanner.beginText()
        _ = try scanner.skipValue(depth: 0)
        try scanner.endText()
    }

    /// Parses one JSON text.
    public init(parsing text: [UInt8], depthMax: Int = 64) throws(JSONError) {
        try self.init(parsing: text.span.rawBytes, depthMax: depthMax)
    }

    /// Parses one JSON text.
    public init(parsing text: String, depthMax: Int = 64) throws(JSONError) {
        try self.init(parsing: Array(text.utf8), depthMax: depthMax)
    }

    /// The value as a JSON text without space.
    public var text: String {
        var writer = JSONWriter()
        writer.append(self)
        return writer.text
    }
}

/// Builds values from what the scanner passes over.
private struct JSONValueParser: ~Escapable {
    private var scanner: JSONScanner
    /// Where escapes are resolved, reused from string to string.
    private var scratch: [UInt8] = []

    @_lifetime(copy text)
    init(_ text: RawSpan, depthMax: Int) {
        scanner = JSONScanner(text, from: 0, to: text.byteCount, depthMax: depthMax)
    }

    @_lifetime(self: copy self)
    mutating func parse() throws(JSONError) -> JSONValue {
        try scanner.beginText()
        let value = try value(depth: 0)
        try scanner.endText()
        return value
    }

    @_lifetime(self: copy self)
    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        switch scanner.next {
        case UInt8(ascii: "\""):
            let start = scanner.position
            return .string(text(from: start, hasEscapes: try scanner.scanString()))
        case UInt8(ascii: "{"):
            return try object(depth: depth + 1)
        case UInt8(ascii: "["):
            return try array(depth: depth + 1)
        case UInt8(ascii: "t"), UInt8(ascii: "f"):
            return .bool(try scanner.scanBoolean())
        case UInt8(ascii: "n"):
            try scanner.scanNull()
            return .null
        default:
            return try number()
        }
    }

    @_lifetime(self: copy self)
    private mutating func number() throws(JSONError) -> JSONValue {
        let start = scanner.position
        // Anything that begins no value is refused by the scanner, in its words.
        _ = try scanner.skipValue(depth: 0)
        let digits = scanner.bytes.extracting(start..<scanner.position)
        return .number(JSONNumber(checked: makeString(digits)))
    }

    @_lifetime(self: copy self)
    private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
        var elements: [JSONValue] = []
        if try scanner.enterArray(depth: depth) {
            repeat { elements.append(try value(depth: depth)) } while try scanner.goesOnInArray()
        }
        return .array(elements)
    }

    @_lifetime(self: copy self)
    private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
        var members = JSONMembers()
        if try scanner.enterObject(depth: depth) {
            repeat {
                let start = scanner.position
                guard scanner.next == UInt8(ascii: "\"") else { throw scanner.failure(.noName) }
                let name = text(from: start, hasEscapes: try scanner.scanString())
                try scanner.scanColon()
                members.append(name, try value(depth: depth))
            } while try scanner.goesOnInObject()
        }
        return .object(JSONObject(members.list))
    }

    /// The text of the string that begins at `start` and ends under the cursor.
    @_lifetime(self: copy self)
    private mutating func text(from start: Int, hasEscapes: Bool) -> String {
        let content = scanner.bytes.extracting(start + 1..<scanner.position - 1)
        guard hasEscapes else { return makeString(content) }
        scratch.removeAll(keepingCapacity: true)
        JSONText.append(content, to: &scratch)
        return makeString(scratch.span.rawBytes)
    }
}

/// Members under construction: of equal names the last value is kept.
private struct JSONMembers {
    private(set) var list: [JSONObject.Member] = []
    /// Where each name is, once there are too many to look through.
    private var places: [[UInt8]: Int] = [:]
    private static let indexedFrom = 16

    mutating func append(_ name: String, _ value: JSONValue) {
        if let place = place(of: name) {
            list[place].value = value
            return
        }
        list.append(JSONObject.Member(name, value))
        if list.count == JSONMembers.indexedFrom {
            for (place, member) in list.enumerated() { places[Array(member.name.utf8)] = place }
        } else if list.count > JSONMembers.indexedFrom {
            places[Array(name.utf8)] = list.count - 1
        }
    }

    private func place(of name: String) -> Int? {
        if list.count >= JSONMembers.indexedFrom { return places[Array(name.utf8)] }
        for index in list.indices where list[index].name.hasSameBytes(as: name) {
            return index
        }
        return nil
    }
}

/// A text of bytes that the scanner has found to be UTF-8.
func makeString(_ bytes: RawSpan) -> String {
    guard let text = try? UTF8Span(validating: bytes.octets) else {
        preconditionFailure("scanned strings are UTF-8")
    }
    return String(copying: text)
}
