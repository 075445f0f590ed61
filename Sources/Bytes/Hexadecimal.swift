/// Numbers and bytes as lower-case hexadecimal digits.
package enum Hexadecimal {
    /// Two digits for each byte.
    package static func text(of bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(2 * bytes.count)
        for byte in bytes {
            text.append(digit(byte >> 4))
            text.append(digit(byte & 15))
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Sixteen digits for each word.
    package static func text(of words: UInt64...) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(16 * words.count)
        for word in words {
            for place in 0..<16 {
                text.append(digit(UInt8(truncatingIfNeeded: word >> (60 - 4 * place)) & 15))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
    }
}
