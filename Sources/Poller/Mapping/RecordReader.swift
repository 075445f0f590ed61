import JSONColumns

/// Where the fields with a meaning are.
struct FieldPlaces: Sendable {
    private let places: [String: Int]

    init(_ names: [String]) {
        places = Dictionary(zip(names, names.indices)) { first, _ in first }
    }

    subscript(_ name: String) -> Int? { places[name] }
}

/// Reads the fields of a shaped record.
struct RecordReader {
    let record: ShapedRecord
    let names: [String]
    let places: FieldPlaces

    /// The value of a field; nil where there is none.
    subscript(_ name: String) -> JSONValue? { places[name].flatMap { record.values[$0] } }

    func symbol() throws(RowProblem) -> String {
        let text = try text("symbol")
        guard !text.isEmpty, text.utf8.count <= 256 else {
            throw RowProblem(.missingField, "symbol is empty, or longer than 256 bytes")
        }
        return text
    }

    func text(_ name: String) throws(RowProblem) -> String {
        guard let value = self[name] else {
            throw RowProblem(.missingField, "\(name) has no value")
        }
        guard let text = FieldCast.text(of: value) else {
            throw RowProblem(.wrongType, "\(name) is no text")
        }
        return text
    }

    func time() throws(RowProblem) -> Int64 {
        guard let time = record.eventTime else {
            throw RowProblem(.missingField, "the record has no time")
        }
        return time
    }

    /// A decimal in units of its last digit, of any sign.
    func unscaled(_ name: String, _ form: TickDecimals) throws(RowProblem) -> Int128 {
        let text = try text(name)
        if let value = form.decimal.unscaled(text) { return value }
        guard let order = DecimalText.order(text, "0") else {
            throw RowProblem(.wrongType, "\(name) is no number")
        }
        guard order >= 0 else { throw RowProblem(.notPositive, "\(name) is below zero") }
        guard DecimalText.order(text, form.limit).map({ $0 < 0 }) == true else {
            throw RowProblem(.outOfRange, "\(name) is \(form.limit) or more")
        }
        throw RowProblem(
            .precisionLoss, "\(name) has more than \(form.scale) digits after the point")
    }

    /// A decimal above zero.
    func positive(_ name: String, _ form: TickDecimals) throws(RowProblem) -> Int128 {
        let value = try unscaled(name, form)
        guard value > 0 else { throw RowProblem(.notPositive, "\(name) is not above zero") }
        return value
    }

    func checkIfPresent(_ name: String, _ form: TickDecimals) throws(RowProblem) {
        if self[name] != nil { _ = try positive(name, form) }
    }

    /// All fields as JSON, those without a value left out.
    func json(adding member: (name: String, value: JSONValue)?) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        for (index, name) in names.enumerated() {
            if let value = record.values[index] { writer.member(name, value) }
        }
        if let member { writer.member(member.name, member.value) }
        for member in record.rest { writer.member(member.name, member.value) }
        writer.endObject()
        return writer.copy()
    }
}

/// The decimals of the contract of ticks.
enum TickDecimals {
    /// Prices: 18 digits, nine of them after the point.
    case price
    /// Sizes: 18 digits, eight of them after the point.
    case size

    var scale: Int {
        switch self {
        case .price: 9
        case .size: 8
        }
    }

    var decimal: DecimalText { DecimalText(precision: 18, scale: scale) }

    /// What values are below.
    var limit: String { "1e\(18 - scale)" }

    func text(_ unscaled: Int128) -> String { DecimalText.text(unscaled, scale: scale) }
}
