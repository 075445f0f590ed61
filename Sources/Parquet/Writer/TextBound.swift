import Bytes

/// A bound of texts, cut to a length that a footer can bear.
struct TextBound: Sendable, Equatable {
    let bytes: [UInt8]
    /// False for a bound that was cut: no text may have it.
    let isExact: Bool

    static let lengthMax = 64

    /// A bound at or below a text.
    init?(atMost text: RawSpan) {
        isExact = text.byteCount <= Self.lengthMax
        bytes = isExact ? text.copy() : Self.start(of: text)
        if !isExact, bytes.isEmpty { return nil }
    }

    /// A bound at or above a text; nil where none of the length is.
    init?(atLeast text: RawSpan) {
        isExact = text.byteCount <= Self.lengthMax
        if isExact {
            bytes = text.copy()
        } else {
            guard let next = Self.increment(Self.start(of: text)) else { return nil }
            bytes = next
        }
    }

    static func < (_ left: TextBound, _ right: TextBound) -> Bool {
        left.bytes.span.rawBytes.isLess(than: right.bytes.span.rawBytes)
    }

    /// The longest start of whole characters.
    private static func start(of text: RawSpan) -> [UInt8] {
        var end = lengthMax
        // A continuation byte may not be the first one cut off.
        while end > 0, text.byte(at: end) & 0xc0 == 0x80 { end -= 1 }
        return text.extracting(0..<end).copy()
    }

    /// The first text after all that begin with these characters.
    private static func increment(_ text: [UInt8]) -> [UInt8]? {
        var scalars = Array(String(decoding: text, as: UTF8.self).unicodeScalars)
        // What is no valid UTF-8 was replaced and has no place in the order.
        guard String(String.UnicodeScalarView(scalars)).utf8.elementsEqual(text) else {
            return nil
        }
        while let last = scalars.popLast() {
            // The surrogates are no characters.
            let next = last.value == 0xd7ff ? 0xe000 : last.value + 1
            guard let scalar = Unicode.Scalar(next) else { continue }
            scalars.append(scalar)
            return Array(String(String.UnicodeScalarView(scalars)).utf8)
        }
        return nil
    }
}
