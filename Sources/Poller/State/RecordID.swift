package import Bytes

/// Which record of a source a record is: the same for the same content, whenever it is polled.
package struct RecordID: Sendable, Hashable {
    /// The number itself.
    package let hash: Hash128

    /// Makes an id of a hash.
    package init(_ hash: Hash128) { self.hash = hash }

    /// Makes an id of the parts that identify a record; no two lists of parts run together.
    package init(parts: [String]) {
        var writer = ByteWriter()
        for part in parts {
            writer.append(utf8: String(part.utf8.count))
            writer.append(UInt8(ascii: ":"))
            writer.append(utf8: part)
        }
        hash = StableHash.hash128(writer.bytes)
    }

    /// Reads 32 hexadecimal digits; nil when they are none.
    package init?(hex: some StringProtocol) {
        guard hex.utf8.count == 32, let high = UInt64(hex.prefix(16), radix: 16),
            let low = UInt64(hex.suffix(16), radix: 16)
        else { return nil }
        hash = Hash128(high: high, low: low)
    }

    /// The id as 32 hexadecimal digits.
    package var hex: String {
        Hexadecimal.text(of: hash.high, hash.low)
    }
}
