import Bytes
import Columnar
import JSONColumns

/// A value of an expression in the form of the column that it is compared with.
enum Pivot: Equatable, Sendable {
    case whole(WholePivot)
    case real(Double)
    case bytes([UInt8])
    case boolean(Bool)

    /// How a value lies to this one: -1, 0 or 1; nil where there is no order.
    func order(of value: Pivot) -> Int? {
        switch (value, self) {
        case (.whole(let value), .whole(let pivot)): pivot.order(of: value.floor)
        case (.bytes(let value), .bytes(let pivot)): Pivot.order(value.span, pivot.span)
        case (.boolean(let value), .boolean(let pivot)): value == pivot ? 0 : 1
        case (.real(let value), .real(let pivot)): Pivot.order(value, pivot)
        default: nil
        }
    }

    static func order(_ left: Double, _ right: Double) -> Int? {
        left < right ? -1 : left > right ? 1 : left == right ? 0 : nil
    }

    static func order(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Int {
        let (left, right) = (left.rawBytes, right.rawBytes)
        return left.isLess(than: right) ? -1 : left.equals(right) ? 0 : 1
    }
}

/// A number on a column's scale: rounded down, and whether that lost anything.
///
/// So a literal with more digits than the column still compares exactly.
package struct WholePivot: Equatable, Sendable {
    /// The largest value of the column's scale that is not above the number.
    package let floor: Int128
    /// Whether the number is on the scale itself.
    package let isExact: Bool

    init(_ value: some BinaryInteger) {
        floor = Int128(value)
        isExact = true
    }

    init(floor: Int128, isExact: Bool) {
        self.floor = floor
        self.isExact = isExact
    }

    /// How a value of the column lies to the number.
    func order(of value: Int128) -> Int {
        if value < floor { return -1 }
        if value > floor { return 1 }
        return isExact ? 0 : -1
    }

    /// Reads a decimal number, with an exponent or without; nil where it is none.
    package init?(number text: String, scale: Int) {
        var rest = Array(text.utf8)[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest.removeFirst() }
        var exponent = scale
        if let mark = rest.firstIndex(of: UInt8(ascii: "e")) {
            guard let written = Int(String(decoding: rest[(mark + 1)...], as: UTF8.self)),
                abs(written) <= 1000
            else { return nil }
            exponent += written
            rest = rest[..<mark]
        }
        let parts = rest.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), rest.count <= 1000 else { return nil }
        let digits = parts.flatMap { $0 }
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        if parts.count == 2 { exponent -= parts[1].count }
        self.init(digits: digits, exponent: exponent, isNegative: isNegative)
    }

    private init(digits: [UInt8], exponent: Int, isNegative: Bool) {
        let zeros = repeatElement(UInt8(ascii: "0"), count: max(0, exponent))
        let cut = min(digits.count, max(0, -exponent))
        let isExact = digits.suffix(cut).allSatisfy { $0 == UInt8(ascii: "0") }
        var magnitude: Int128 = 0
        for digit in digits.dropLast(cut) + zeros {
            let (product, overflowed) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, carried) = product.addingReportingOverflow(Int128(digit - 0x30))
            guard !overflowed, !carried else {
                // Beyond every column: no value equals it.
                self.init(floor: isNegative ? .min : .max, isExact: false)
                return
            }
            magnitude = sum
        }
        let floor = isNegative ? (isExact ? -magnitude : -magnitude - 1) : magnitude
        self.init(floor: floor, isExact: isExact)
    }
}

extension FilterLiteral {
    /// The value in the form of a column's type; throws what the column takes instead.
    func pivot(for type: DataType, of name: String) throws(FilterError) -> Pivot {
        switch (type, value) {
        case (.byte, .number(let text)), (.short, .number(let text)),
            (.integer, .number(let text)), (.long, .number(let text)):
            if let whole = WholePivot(number: text, scale: 0) { return .whole(whole) }
        case (.decimal(_, let scale), .number(let text)):
            if let whole = WholePivot(number: text, scale: scale) { return .whole(whole) }
        case (.float, .number(let text)):
            if let value = Float(text) { return .real(Double(value)) }
        case (.double, .number(let text)):
            if let value = Double(text) { return .real(value) }
        case (.string, .text(let text)), (.binary, .text(let text)):
            return .bytes(Array(text.utf8))
        case (.boolean, .boolean(let value)):
            return .boolean(value)
        case (.date, .text(let text)):
            if let day = TimeLiteral.day(text) { return .whole(WholePivot(day)) }
        case (.timestamp, .text(let text)), (.timestampNTZ, .text(let text)):
            if let time = TimeLiteral.microseconds(text) { return .whole(time) }
        default: break
        }
        throw FilterError(
            message: "`\(name)` takes \(type.literalExample), not \(shown)", column: column)
    }
}

/// Times in expressions.
enum TimeLiteral {
    static let nanosecondsPerDay: Int64 = 86_400_000_000_000

    /// The days since 1970 of `2026-01-05`.
    static func day(_ text: String) -> Int64? {
        guard text.utf8.count == 10 else { return nil }
        return nanoseconds(text + "T00:00:00Z").map { time in
            let (day, rest) = time.quotientAndRemainder(dividingBy: nanosecondsPerDay)
            return rest < 0 ? day - 1 : day
        }
    }

    /// The microseconds of an RFC 3339 time, or of a date's first moment.
    static func microseconds(_ text: String) -> WholePivot? {
        guard
            let time = nanoseconds(text) ?? nanoseconds(text + "Z")
                ?? nanoseconds(text + "T00:00:00Z")
        else { return nil }
        let (quotient, rest) = time.quotientAndRemainder(dividingBy: 1000)
        return WholePivot(floor: Int128(rest < 0 ? quotient - 1 : quotient), isExact: rest == 0)
    }

    private static func nanoseconds(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        return RFC3339.nanoseconds(bytes.span.rawBytes)
    }
}

extension DataType {
    /// What a value of the type looks like in an expression.
    fileprivate var literalExample: String {
        switch self {
        case .boolean: "true or false"
        case .string, .binary: "a text in quotes, as in 'ABC'"
        case .date: "a date in quotes, as in '2026-01-05'"
        case .timestamp, .timestampNTZ: "a time in quotes, as in '2026-01-05T14:30:00Z'"
        case .byte, .short, .integer, .long, .float, .double, .decimal: "a number"
        case .structure, .array, .map: "IS NULL and IS NOT NULL only"
        }
    }
}
