import Bytes

/// The text that a string stands for, between its quotes.
enum JSONText {
    /// Appends the text of a string's checked content, its escapes resolved.
    static func append(_ content: RawSpan, to output: inout [UInt8]) {
        var at = 0
        let end = content.byteCount
        while at < end {
            let byte = content.byte(at: at)
            guard byte == UInt8(ascii: "\\") else {
                output.append(byte)
                at += 1
                continue
            }
            let letter = content.byte(at: at + 1)
            at += 2
            guard letter == UInt8(ascii: "u") else {
                output.append(unescaped(letter))
                continue
            }
            var scalar = unit(content, at)
            at += 4
            if scalar & 0xfc00 == 0xd800 {
                scalar = 0x10000 + (scalar & 0x3ff) << 10 + (unit(content, at + 2) & 0x3ff)
                at += 6
            }
            append(scalar: scalar, to: &output)
        }
    }

    private static func unescaped(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0c
        case UInt8(ascii: "n"): 0x0a
        case UInt8(ascii: "r"): 0x0d
        case UInt8(ascii: "t"): 0x09
        default: letter
        }
    }

    private static func unit(_ content: RawSpan, _ start: Int) -> UInt32 {
        var value: UInt32 = 0
        for offset in 0..<4 { value = value << 4 | hexValue(content.byte(at: start + offset)) }
        return value
    }

    private static func append(scalar: UInt32, to output: inout [UInt8]) {
        func tail(_ shift: UInt32) { output.append(UInt8(scalar >> shift & 0x3f) | 0x80) }
        switch scalar {
        case ..<0x80:
            output.append(UInt8(scalar))
        case ..<0x800:
            output.append(UInt8(scalar >> 6) | 0xc0)
            tail(0)
        case ..<0x10000:
            output.append(UInt8(scalar >> 12) | 0xe0)
            tail(6)
            tail(0)
        default:
            output.append(UInt8(scalar >> 18) | 0xf0)
            tail(12)
            tail(6)
            tail(0)
        }
    }
}
