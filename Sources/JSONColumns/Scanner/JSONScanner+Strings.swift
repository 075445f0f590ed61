import Bytes

// Strings: eight bytes at a time while they are plain ASCII.
extension JSONScanner {
    /// Passes over a string, the cursor on its opening quote; says whether it holds escapes.
    @inline(__always) @_lifetime(self: copy self)
    mutating func scanString() throws(JSONError) -> Bool {
        let at = bytes.plainTextEnd(from: position &+ 1, to: end)
        if at < end, bytes.byte(at: at) == UInt8(ascii: "\"") {
            position = at &+ 1
            return false
        }
        return try scanStringWithSpecials(from: at)
    }

    /// Goes on with a string at the first byte that is not plain.
    @inline(never) @_lifetime(self: copy self)
    private mutating func scanStringWithSpecials(from start: Int) throws(JSONError) -> Bool {
        var at = start
        var hasEscapes = false
        while at < end {
            let byte = bytes.byte(at: at)
            if byte == UInt8(ascii: "\"") {
                position = at &+ 1
                return hasEscapes
            }
            position = at
            if byte == UInt8(ascii: "\\") {
                try scanEscape()
                hasEscapes = true
            } else if byte >= 0x80 {
                try scanUTF8()
            } else {
                throw failure(.controlCharacter)
            }
            at = bytes.plainTextEnd(from: position, to: end)
        }
        position = end
        throw failure(.truncated)
    }

    @inline(__always) @_lifetime(self: copy self)
    private mutating func scanUTF8() throws(JSONError) {
        let length = bytes.utf8SequenceLength(at: position, to: end)
        guard length > 0 else { throw JSONError(.badUTF8, offset: position) }
        position &+= length
    }

    /// Passes over one escape, or over the two of a surrogate pair.
    @_lifetime(self: copy self)
    private mutating func scanEscape() throws(JSONError) {
        let start = position
        position &+= 1
        switch next {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position &+= 1
            return
        case UInt8(ascii: "u"):
            position &+= 1
        default:
            throw failure(.badEscape)
        }
        let unit = try scanHex()
        guard unit & 0xf800 == 0xd800 else { return }
        guard unit < 0xdc00 else { throw JSONError(.loneSurrogate, offset: start) }
        guard next == UInt8(ascii: "\\") else { throw lone(at: start) }
        position &+= 1
        guard next == UInt8(ascii: "u") else { throw lone(at: start) }
        position &+= 1
        guard try scanHex() & 0xfc00 == 0xdc00 else {
            throw JSONError(.loneSurrogate, offset: start)
        }
    }

    private func lone(at start: Int) -> JSONError {
        position < end ? JSONError(.loneSurrogate, offset: start) : failure(.truncated)
    }

    @_lifetime(self: copy self)
    private mutating func scanHex() throws(JSONError) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            let digit = hexValue(next)
            guard digit < 16 else { throw failure(.badEscape) }
            unit = unit << 4 | digit
            position &+= 1
        }
        return unit
    }
}

/// The value of a hexadecimal digit; 16 for any other byte.
func hexValue(_ byte: UInt8) -> UInt32 {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte &- UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte &- UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte &- UInt8(ascii: "A")) + 10
    default: 16
    }
}

extension RawSpan {
    /// The first position from `start` whose byte ends or interrupts plain text: a quote, a
    /// backslash, a control character or a byte outside ASCII; `end` when there is none.
    @inline(__always)
    func plainTextEnd(from start: Int, to end: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        var at = start
        while at &+ 8 <= byteCount, at < end {
            let word: UInt64 = integer(at: at)
            let quote = word ^ (ones &* 0x22)
            let slash = word ^ (ones &* 0x5c)
            // A byte below n has its top bit set in `byte - n`; borrows reach only bytes above a
            // hit, so the lowest hit is true.
            let special =
                ((quote &- ones) & ~quote | (slash &- ones) & ~slash
                    | (word &- ones &* 0x20) & ~word | word) & tops
            if special != 0 { return min(at &+ special.trailingZeroBitCount >> 3, end) }
            at &+= 8
        }
        while at < end {
            let byte = byte(at: at)
            if byte < 0x20 || byte >= 0x80 || byte == 0x22 || byte == 0x5c { return at }
            at &+= 1
        }
        return end
    }

    /// The length of the UTF-8 sequence at a position outside ASCII; zero if it is not valid.
    func utf8SequenceLength(at start: Int, to end: Int) -> Int {
        let first = byte(at: start)
        let length: Int
        // The second byte's bounds refuse overlong forms, surrogates and what lies above U+10FFFF.
        var low: UInt8 = 0x80
        var high: UInt8 = 0xbf
        switch first {
        case 0xc2...0xdf: length = 2
        case 0xe0...0xef:
            length = 3
            if first == 0xe0 { low = 0xa0 }
            if first == 0xed { high = 0x9f }
        case 0xf0...0xf4:
            length = 4
            if first == 0xf0 { low = 0x90 }
            if first == 0xf4 { high = 0x8f }
        default: return 0
        }
        guard end &- start >= length else { return 0 }
        let second = byte(at: start &+ 1)
        guard low <= second, second <= high else { return 0 }
        for offset in 2..<max(2, length) where byte(at: start &+ offset) & 0xc0 != 0x80 { return 0 }
        return length
    }
}
