import Bytes

/// Exact decimals from the text of a JSON number: no doubles, no rounding.
public struct DecimalText: Sendable, Equatable {
    /// The digits that a value may have.
    public let precision: Int
    /// How many of them stand after the point.
    public let scale: Int
    /// Ten to the precision, where that fits 64 bits: what magnitudes stay below.
    private let limit: UInt64

    /// Makes the form of a column, of 1 to 38 digits.
    public init(precision: Int, scale: Int) {
        precondition(1...38 ~= precision && 0...precision ~= scale, "a decimal has 1 to 38 digits")
        self.precision = precision
        self.scale = scale
        limit = precision <= 18 ? DecimalText.powers[precision] : .max
    }

    /// The unscaled value of a text by JSON's number grammar with nothing around it; nil if it is
    /// none, or does not fit exactly.
    public func unscaled(_ text: RawSpan) -> Int128? {
        guard JSONScanner.isNumber(text, from: 0, to: text.byteCount) else { return nil }
        guard case .value(let value) = wide(text, from: 0, to: text.byteCount) else { return nil }
        return value
    }

    /// The unscaled value of a text by JSON's number grammar; nil if it is none, or does not fit.
    public func unscaled(_ text: String) -> Int128? {
        unscaled(Array(text.utf8).span.rawBytes)
    }

    /// Writes an unscaled value with its point, zeros at the end left out.
    public static func text(_ unscaled: Int128, scale: Int) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(48)
        if unscaled < 0 { bytes.append(UInt8(ascii: "-")) }
        DecimalDigits.append(unscaled.magnitude, width: scale + 1, to: &bytes)
        guard scale > 0 else { return String(decoding: bytes, as: UTF8.self) }
        let point = bytes.count - scale
        while bytes.count > point, bytes.last == UInt8(ascii: "0") { bytes.removeLast() }
        if bytes.count > point { bytes.insert(UInt8(ascii: "."), at: point) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Converts a number whose grammar was checked, for a column of at most 18 digits.
    @inline(__always)
    func narrow(_ bytes: RawSpan, from start: Int, to end: Int) -> Conversion<Int64> {
        var at = start
        let isNegative = bytes.byte(at: at) == UInt8(ascii: "-")
        if isNegative { at &+= 1 }
        // Eighteen digits cannot overflow; anything longer, or with an exponent, is rare.
        guard end &- at <= 19 else { return narrowFromWide(bytes, from: start, to: end) }
        var magnitude: UInt64 = 0
        var point = end
        while at < end {
            let digit = bytes.byte(at: at) &- UInt8(ascii: "0")
            if digit <= 9 {
                magnitude = magnitude &* 10 &+ UInt64(digit)
            } else if digit == UInt8(ascii: ".") &- UInt8(ascii: "0") {
                point = at &+ 1
            } else {
                return narrowFromWide(bytes, from: start, to: end)
            }
            at &+= 1
        }
        let missing = scale &- (end &- point)
        guard missing >= 0 else { return narrowFromWide(bytes, from: start, to: end) }
        let (scaled, overflow) = magnitude.multipliedReportingOverflow(
            by: DecimalText.powers[missing])
        guard !overflow, scaled < limit else { return .outOfRange }
        let value = Int64(truncatingIfNeeded: scaled)
        return .value(isNegative ? 0 &- value : value)
    }

    @inline(never)
    private func narrowFromWide(_ bytes: RawSpan, from start: Int, to end: Int)
        -> Conversion<Int64>
    {
        switch wide(bytes, from: start, to: end) {
        case .value(let value): .value(Int64(truncatingIfNeeded: value))
        case .malformed: .malformed
        case .lossy: .lossy
        case .outOfRange: .outOfRange
        }
    }

    /// Converts a number whose grammar was checked, for a column of any width.
    func wide(_ bytes: RawSpan, from start: Int, to end: Int) -> Conversion<Int128> {
        guard let digits = SignificantDigits(bytes, from: start, to: end) else { return .value(0) }
        guard digits.highestPlace <= precision - scale else { return .outOfRange }
        guard digits.lowestPlace >= -scale else { return .lossy }
        // All digits lie between the column's first place and its last one: at most 38.
        var magnitude: Int128 = 0
        for at in digits.first...digits.last where bytes.byte(at: at) != UInt8(ascii: ".") {
            magnitude = magnitude * 10 + Int128(bytes.byte(at: at) - UInt8(ascii: "0"))
        }
        for _ in 0..<digits.lowestPlace + scale { magnitude *= 10 }
        return .value(bytes.byte(at: start) == UInt8(ascii: "-") ? -magnitude : magnitude)
    }

    /// The powers of ten that fit 64 bits.
    static let powers: [UInt64] = {
        var powers: [UInt64] = [1]
        for _ in 1...19 { powers.append(powers[powers.count - 1] * 10) }
        return powers
    }()
}

/// Where a number's digits from the first to the last that is not zero are, and what they weigh.
struct SignificantDigits {
    /// The position of the first digit that is not zero.
    let first: Int
    /// The position of the last digit that is not zero.
    let last: Int
    /// The power of ten of the last digit.
    let lowestPlace: Int
    /// One more than the power of ten of the first digit.
    let highestPlace: Int

    /// Finds them in a number whose grammar was checked; nil when it is zero.
    init?(_ bytes: RawSpan, from start: Int, to end: Int) {
        var first = -1
        var last = -1
        var point = -1
        var at = start
        scan: while at < end {
            switch bytes.byte(at: at) {
            case UInt8(ascii: "1")...UInt8(ascii: "9"):
                if first < 0 { first = at }
                last = at
            case UInt8(ascii: "."): point = at
            case UInt8(ascii: "e"), UInt8(ascii: "E"): break scan
            default: break
            }
            at += 1
        }
        guard first >= 0 else { return nil }
        self.first = first
        self.last = last
        let exponent = SignificantDigits.exponent(bytes, from: at + 1, to: end)
        let unitsEnd = point < 0 ? at : point
        // Digits after the point lie one byte further than their place.
        func place(_ position: Int) -> Int {
            position < unitsEnd ? unitsEnd - 1 - position : unitsEnd - position
        }
        lowestPlace = place(last) + exponent
        highestPlace = place(first) + 1 + exponent
    }

    /// The exponent, held within what no text's digits can make up for.
    private static func exponent(_ bytes: RawSpan, from start: Int, to end: Int) -> Int {
        guard start < end else { return 0 }
        var magnitude = 0
        for at in start..<end {
            let digit = bytes.byte(at: at) &- UInt8(ascii: "0")
            if digit <= 9 { magnitude = min(magnitude * 10 + Int(digit), 1 << 48) }
        }
        return bytes.byte(at: start) == UInt8(ascii: "-") ? -magnitude : magnitude
    }
}

extension JSONScanner {
    /// Whether a range holds a number by JSON's grammar and nothing around it.
    static func isNumber(_ bytes: RawSpan, from start: Int, to end: Int) -> Bool {
        var scanner = JSONScanner(bytes, from: start, to: end, depthMax: 1)
        guard (try? scanner.scanNumber()) != nil else { return false }
        return scanner.position == end
    }
}
