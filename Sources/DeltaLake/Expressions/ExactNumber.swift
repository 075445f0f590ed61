/// A decimal number of up to 38 digits: an unscaled value, and how many digits follow the point.
struct ExactNumber: Equatable, Sendable {
    static let digitsMax = 38

    var unscaled: Int128
    var scale: Int

    init(unscaled: Int128, scale: Int) {
        self.unscaled = unscaled
        self.scale = scale
    }

    /// Reads a number, with an exponent or without; nil where it is none or has too many digits.
    init?(_ text: String) {
        var rest = Array(text.utf8)[...]
        guard rest.count <= 1000 else { return nil }
        var exponent = 0
        if let mark = rest.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
            guard let written = Int(String(decoding: rest[(mark + 1)...], as: UTF8.self)),
                abs(written) <= 1000
            else { return nil }
            exponent = written
            rest = rest[..<mark]
        }
        let parts = rest.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count) else { return nil }
        var digits = parts.flatMap { $0 }
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        var scale = (parts.count == 2 ? parts[1].count : 0) - exponent
        if scale < 0 {
            digits += Array(repeating: UInt8(ascii: "0"), count: -scale)
            scale = 0
        }
        let value = digits.drop { $0 == UInt8(ascii: "0") }
        guard value.count <= Self.digitsMax, scale <= Self.digitsMax else { return nil }
        unscaled = value.reduce(0) { $0 * 10 + Int128($1 - 0x30) }
        self.scale = scale
    }

    /// Ten to a power; nil where that has too many digits.
    static func power(_ exponent: Int) -> Int128? {
        guard (0...digitsMax).contains(exponent) else { return nil }
        return (0..<exponent).reduce(1) { power, _ in power * 10 }
    }

    /// An unscaled value with `digits` more digits after the point; nil beyond 128 bits.
    static func rescaled(_ value: Int128, by factor: Int128) -> Int128? {
        let (product, overflowed) = value.multipliedReportingOverflow(by: factor)
        return overflowed ? nil : product
    }

    /// How two unscaled values lie to each other once they are multiplied by factors, of which one
    /// is 1: -1, 0 or 1.
    static func order(
        _ left: Int128, times leftFactor: Int128, _ right: Int128, times rightFactor: Int128
    ) -> Int {
        // A product beyond 128 bits is farther from zero than anything within.
        guard let scaledLeft = rescaled(left, by: leftFactor) else { return left < 0 ? -1 : 1 }
        guard let scaledRight = rescaled(right, by: rightFactor) else { return right < 0 ? 1 : -1 }
        return scaledLeft < scaledRight ? -1 : scaledLeft > scaledRight ? 1 : 0
    }
}
