import Bytes

/// The kinds of JSON values, told apart by how they begin.
enum JSONKind: UInt8 {
    case null
    case boolean
    case number
    case string
    case array
    case object
}

/// A cursor that checks and passes over one JSON text, strictly by RFC 8259.
///
/// Beyond the RFC it refuses bad UTF-8, escapes of half a surrogate pair, a byte order mark and
/// nesting over a limit. The text is a range of a larger arena: words are loaded across its end as
/// long as the arena goes on, and what lies beyond `end` is never looked at. Offsets in errors and
/// in `position` count from the start of the arena.
struct JSONScanner: ~Escapable {
    /// The arena that holds the text.
    let bytes: RawSpan
    /// Where the text ends in the arena.
    private(set) var end: Int
    /// How deep objects and arrays may nest; the outermost has depth 1.
    let depthMax: Int
    /// Where the next byte to read lies in the arena.
    var position: Int

    @_lifetime(copy bytes)
    init(_ bytes: RawSpan, from start: Int, to end: Int, depthMax: Int) {
        precondition(
            0 <= start && start <= end && end <= bytes.byteCount, "a text lies in its arena")
        precondition(depthMax <= JSONScanner.depthCeiling, "a depth limit is at most the ceiling")
        self.bytes = bytes
        self.end = end
        self.depthMax = depthMax
        position = start
    }

    /// Goes to another text of the same arena.
    @inline(__always) @_lifetime(self: copy self)
    mutating func begin(from start: Int, to end: Int) {
        precondition(
            0 <= start && start <= end && end <= bytes.byteCount, "a text lies in its arena")
        position = start
        self.end = end
    }

    /// The largest depth limit: scanning recurses, and must fit a small thread's stack.
    static var depthCeiling: Int { 512 }

    /// The next byte; zero, which JSON has nowhere, at the end.
    @inline(__always) var next: UInt8 {
        position < end ? bytes.byte(at: position) : 0
    }

    /// An error at the cursor, `truncated` when it is the end that is in the way.
    @inline(never) func failure(_ problem: JSONError.Problem) -> JSONError {
        JSONError(position < end ? problem : .truncated, offset: position)
    }

    /// Passes over white space.
    @inline(__always) @_lifetime(self: copy self)
    mutating func skipWhitespace() {
        if next > 0x20 { return }
        skipWhitespaceRun()
    }

    @inline(never) @_lifetime(self: copy self)
    private mutating func skipWhitespaceRun() {
        while position < end {
            // Indentation: eight spaces at a time.
            while position &+ 8 <= end,
                bytes.integer(at: position, as: UInt64.self) == 0x2020_2020_2020_2020
            {
                position &+= 8
            }
            switch next {
            case 0x20, 0x0a, 0x0d, 0x09: position &+= 1
            default: return
            }
        }
    }

    /// Passes over one value, its first byte under the cursor; says what it was.
    ///
    /// `depth` is the number of objects and arrays around it.
    @_lifetime(self: copy self)
    mutating func skipValue(depth: Int) throws(JSONError) -> JSONKind {
        switch next {
        case UInt8(ascii: "\""):
            _ = try scanString()
            return .string
        case UInt8(ascii: "{"):
            try skipObject(depth: depth &+ 1)
            return .object
        case UInt8(ascii: "["):
            try skipArray(depth: depth &+ 1)
            return .array
        case UInt8(ascii: "t"), UInt8(ascii: "f"):
            _ = try scanBoolean()
            return .boolean
        case UInt8(ascii: "n"):
            try scanNull()
            return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            _ = try scanNumber()
            return .number
        default:
            throw failure(.noValue)
        }
    }

    @_lifetime(self: copy self)
    private mutating func skipObject(depth: Int) throws(JSONError) {
        guard try enterObject(depth: depth) else { return }
        repeat {
            _ = try scanName()
            _ = try skipValue(depth: depth)
        } while try goesOnInObject()
    }

    @_lifetime(self: copy self)
    private mutating func skipArray(depth: Int) throws(JSONError) {
        guard try enterArray(depth: depth) else { return }
        repeat { _ = try skipValue(depth: depth) } while try goesOnInArray()
    }
}

// The structure of objects and arrays.
extension JSONScanner {
    /// Enters an object; says whether a member follows.
    ///
    /// The cursor is on its name then, else after the object.
    @inline(__always) @_lifetime(self: copy self)
    mutating func enterObject(depth: Int) throws(JSONError) -> Bool {
        guard depth <= depthMax else { throw failure(.tooDeep) }
        position &+= 1
        skipWhitespace()
        guard next == UInt8(ascii: "}") else { return true }
        position &+= 1
        return false
    }

    /// Passes over a member's name and its colon, up to the value; says whether it has escapes.
    @inline(__always) @_lifetime(self: copy self)
    mutating func scanName() throws(JSONError) -> Bool {
        guard next == UInt8(ascii: "\"") else { throw failure(.noName) }
        let hasEscapes = try scanString()
        try scanColon()
        return hasEscapes
    }

    /// Passes over the colon after a name and the space around it.
    @inline(__always) @_lifetime(self: copy self)
    mutating func scanColon() throws(JSONError) {
        skipWhitespace()
        guard next == UInt8(ascii: ":") else { throw failure(.noColon) }
        position &+= 1
        skipWhitespace()
    }

    /// Passes over what follows a member; says whether another one comes.
    @inline(__always) @_lifetime(self: copy self)
    mutating func goesOnInObject() throws(JSONError) -> Bool {
        skipWhitespace()
        switch next {
        case UInt8(ascii: ","):
            position &+= 1
            skipWhitespace()
            return true
        case UInt8(ascii: "}"):
            position &+= 1
            return false
        default:
            throw failure(.noCommaInObject)
        }
    }

    /// Enters an array; says whether an element follows.
    ///
    /// The cursor is on it then, else after the array.
    @inline(__always) @_lifetime(self: copy self)
    mutating func enterArray(depth: Int) throws(JSONError) -> Bool {
        guard depth <= depthMax else { throw failure(.tooDeep) }
        position &+= 1
        skipWhitespace()
        guard next == UInt8(ascii: "]") else { return true }
        position &+= 1
        return false
    }

    /// Passes over what follows an element; says whether another one comes.
    @inline(__always) @_lifetime(self: copy self)
    mutating func goesOnInArray() throws(JSONError) -> Bool {
        skipWhitespace()
        switch next {
        case UInt8(ascii: ","):
            position &+= 1
            skipWhitespace()
            return true
        case UInt8(ascii: "]"):
            position &+= 1
            return false
        default:
            throw failure(.noCommaInArray)
        }
    }

    /// Passes over the space before the text's value.
    @_lifetime(self: copy self)
    mutating func beginText() throws(JSONError) {
        if end &- position >= 3, bytes.byte(at: position) == 0xef,
            bytes.byte(at: position &+ 1) == 0xbb, bytes.byte(at: position &+ 2) == 0xbf
        {
            throw failure(.byteOrderMark)
        }
        skipWhitespace()
    }

    /// Checks that nothing but space follows the text's value.
    @inline(__always) @_lifetime(self: copy self)
    mutating func endText() throws(JSONError) {
        if position == end { return }
        skipWhitespace()
        guard position == end else { throw failure(.trailingBytes) }
    }
}
