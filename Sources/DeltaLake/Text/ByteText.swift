import Bytes
import JSONColumns

/// A text that is compared byte for byte, as identifiers in a log are; `String ==` normalises.
struct ByteText: Hashable, Sendable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (left: ByteText, right: ByteText) -> Bool {
        left.text.isSame(as: right.text)
    }

    func hash(into hasher: inout Hasher) { hasher.combine(text.stableHash.low) }
}

extension String {
    /// A 128-bit hash of the UTF-8 bytes.
    var stableHash: Hash128 {
        var copy = self
        copy.makeContiguousUTF8()
        return StableHash.hash128(copy.utf8Span.span.rawBytes)
    }

    /// Whether two texts have the same bytes.
    func isSame(as other: String) -> Bool { hasSameBytes(as: other) }
}
