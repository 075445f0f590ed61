/// Bytes as printable text, four in five characters (ZeroMQ RFC 32).
package enum Z85 {
    private static let alphabet = Array(
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#".utf8
    )

    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xff, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    /// The bytes of a text; nil for one that is none.
    ///
    /// Some writers (the z85 crate, and so delta-kernel-rs) write one to three bytes at the end as
    /// a group that begins with as many `#` as bytes lack. No other group begins so.
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count % 5 == 0 else { return nil }
        var bytes: [UInt8] = []
        var rest = text[...]
        while !rest.isEmpty {
            let group = rest.prefix(5)
            rest = rest.dropFirst(5)
            let lacking = group.prefix { $0 == UInt8(ascii: "#") }.count
            guard lacking == 0 || rest.isEmpty && lacking < 4 else { return nil }
            var word: UInt64 = 0
            for character in group.dropFirst(lacking) {
                let value = values[Int(character)]
                guard value != 0xff else { return nil }
                word = word * 85 + UInt64(value)
            }
            let byteCount = 4 - lacking
            guard word >> UInt64(8 * byteCount) == 0 else { return nil }
            for index in (0..<byteCount).reversed() {
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(8 * index)))
            }
        }
        return bytes
    }

    /// The text of bytes, whose number is a multiple of four.
    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count - 3, by: 4) {
            var word = bytes[start..<start + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            var digits: [UInt8] = []
            for _ in 0..<5 {
                digits.append(alphabet[Int(word % 85)])
                word /= 85
            }
            text += digits.reversed()
        }
        return String(decoding: text, as: UTF8.self)
    }
}
