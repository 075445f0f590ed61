import JSONColumns

extension FieldCast {
    /// A value as the field has it.
    struct Result {
        let value: JSONValue
        /// The time, where it is one.
        var instant: Int64?
    }

    /// Makes a value of the field from one that is not null.
    func apply(
        to value: JSONValue, field: String, zone: TimeZoneRules
    ) throws(RowProblem) -> Result {
        switch self {
        case .none: return Result(value: value)
        case .decimal: return Result(value: try FieldCast.decimal(value, field))
        case .rounded(let digits):
            return Result(value: try FieldCast.rounded(value, digits, field))
        case .integer:
            let text = FieldCast.numberText(value)
            let whole = text.flatMap { DecimalText(precision: 19, scale: 0).unscaled($0) }
            guard let integer = whole.flatMap({ Int64(exactly: $0) }) else {
                throw RowProblem(.wrongType, "\(field) is no whole number of 64 bits")
            }
            return Result(value: .integer(integer))
        case .text:
            guard let text = FieldCast.text(of: value) else {
                throw RowProblem(.wrongType, "\(field) is no text")
            }
            return Result(value: .string(text))
        case .boolean:
            switch FieldCast.text(of: value) {
            case "true", "1": return Result(value: .bool(true))
            case "false", "0": return Result(value: .bool(false))
            default: throw RowProblem(.wrongType, "\(field) is neither true nor false")
            }
        case .time(let format, _):
            let text = FieldCast.text(of: value)
            guard let time = text.flatMap({ format.nanoseconds($0, in: zone) }) else {
                throw RowProblem(.badTime, "\(field) is no time of the form \(format.name)")
            }
            return Result(value: .string(RFC3339.text(time, digits: 9)), instant: time)
        }
    }

    /// The text of a value that is no list and no object.
    static func text(of value: JSONValue) -> String? {
        switch value {
        case .string(let text): text
        case .number(let number): number.text
        case .bool(let value): value ? "true" : "false"
        default: nil
        }
    }

    /// The digits of a number, or the text that may be some.
    static func numberText(_ value: JSONValue) -> String? {
        if case .bool = value { return nil }
        return text(of: value)
    }

    private static func decimal(_ value: JSONValue, _ field: String) throws(RowProblem) -> JSONValue
    {
        guard let text = numberText(value), let number = JSONNumber(text) else {
            throw RowProblem(.wrongType, "\(field) is no number")
        }
        if !text.utf8.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
            guard text.utf8.count <= 80 else {
                throw RowProblem(.outOfRange, "\(field) has more than 80 digits")
            }
            return .number(number)
        }
        for scale in [0, 19, 38] {
            let form = DecimalText(precision: 38, scale: scale)
            if let unscaled = form.unscaled(text),
                let number = JSONNumber(DecimalText.text(unscaled, scale: scale))
            {
                return .number(number)
            }
        }
        throw RowProblem(.outOfRange, "\(field) has more than 38 digits")
    }

    private static func rounded(_ value: JSONValue, _ digits: Int, _ field: String)
        throws(RowProblem) -> JSONValue
    {
        let exact = try decimal(value, field).number?.text ?? ""
        // Twenty places after the point leave eighteen before it, and more if need be.
        for scale in [20, 28, 38] {
            let form = DecimalText(precision: 38, scale: scale)
            guard let unscaled = form.unscaled(exact) else { continue }
            let places = max(0, min(18, digits))
            let unit = (places..<scale).reduce(1 as Int128) { unit, _ in unit * 10 }
            let (quotient, rest) = unscaled.quotientAndRemainder(dividingBy: unit)
            let half = unit / 2
            let isUp = rest.magnitude > half || rest.magnitude == half && quotient % 2 != 0
            let step: Int128 = isUp ? (unscaled < 0 ? -1 : 1) : 0
            let text = DecimalText.text(quotient + step, scale: places)
            if let number = JSONNumber(text) { return .number(number) }
        }
        throw RowProblem(.outOfRange, "\(field) has more digits than can be rounded")
    }
}
