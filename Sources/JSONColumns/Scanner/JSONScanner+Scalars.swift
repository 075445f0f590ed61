import Bytes

// Numbers and literals.
extension JSONScanner {
    /// Passes over a number; says whether it is an integer literal: neither point nor exponent.
    @inline(__always) @_lifetime(self: copy self)
    mutating func scanNumber() throws(JSONError) -> Bool {
        if next == UInt8(ascii: "-") { position &+= 1 }
        if next == UInt8(ascii: "0") {
            position &+= 1
        } else {
            try scanDigits()
        }
        switch next {
        case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
            try scanFractionAndExponent()
            return false
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            throw failure(.badNumber)
        default:
            return true
        }
    }

    @inline(__always) @_lifetime(self: copy self)
    private mutating func scanFractionAndExponent() throws(JSONError) {
        if next == UInt8(ascii: ".") {
            position &+= 1
            try scanDigits()
        }
        if next | 0x20 == UInt8(ascii: "e") {
            position &+= 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position &+= 1 }
            try scanDigits()
        }
    }

    /// Passes over one or more digits.
    @inline(__always) @_lifetime(self: copy self)
    private mutating func scanDigits() throws(JSONError) {
        let start = position
        while next &- UInt8(ascii: "0") <= 9 { position &+= 1 }
        guard position > start else { throw failure(.badNumber) }
    }

    /// Passes over `true` or `false`, and says which.
    @_lifetime(self: copy self)
    mutating func scanBoolean() throws(JSONError) -> Bool {
        if scanWord(0x6575_7274) { return true }
        if next == UInt8(ascii: "f") {
            position &+= 1
            if scanWord(0x6573_6c61) { return false }
            position &-= 1
        }
        throw failedLiteral("true", "false")
    }

    /// Passes over `null`.
    @_lifetime(self: copy self)
    mutating func scanNull() throws(JSONError) {
        guard scanWord(0x6c6c_756e) else { throw failedLiteral("null", "null") }
    }

    /// Passes over four bytes, read as a little-endian word, if they are there.
    @inline(__always) @_lifetime(self: copy self)
    private mutating func scanWord(_ word: UInt32) -> Bool {
        guard end &- position >= 4, bytes.integer(at: position, as: UInt32.self) == word else {
            return false
        }
        position &+= 4
        return true
    }

    /// The error for a literal that is none: truncated, if the text ends while it could be one.
    @inline(never)
    private func failedLiteral(_ first: StaticString, _ second: StaticString) -> JSONError {
        for literal in [first, second] {
            let letters = Array(literal.description.utf8)
            guard end - position < letters.count else { continue }
            if (position..<end).allSatisfy({ bytes.byte(at: $0) == letters[$0 - position] }) {
                return JSONError(.truncated, offset: end)
            }
        }
        return failure(.badLiteral)
    }
}
