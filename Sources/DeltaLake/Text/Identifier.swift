/// Random identifiers, from a generator that the caller brings.
enum Identifier {
    /// A version 4 UUID, in lower case.
    static func uuid(using random: inout some RandomNumberGenerator) -> String {
        var high = random.next() as UInt64
        var low = random.next() as UInt64
        high = high & ~0xf000 | 0x4000
        low = low & ~(0b11 << 62) | 0b10 << 62
        return dashed(hex(high) + hex(low))
    }

    /// The text of the sixteen bytes of a UUID, in lower case.
    static func text(uuid bytes: [UInt8]) -> String {
        let halves = [bytes.prefix(8), bytes.dropFirst(8)].map { half in
            half.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        return dashed(hex(halves[0]) + hex(halves[1]))
    }

    private static func dashed(_ digits: [UInt8]) -> String {
        var text: [UInt8] = []
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append(UInt8(ascii: "-")) }
            text.append(digit)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Sixteen hexadecimal digits.
    private static func hex(_ value: UInt64) -> [UInt8] {
        (0..<16).map { index in
            let digit = UInt8(value >> UInt64(60 - 4 * index) & 15)
            return digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
        }
    }
}
