import JSONColumns

/// A field with a meaning, and where it is.
struct NamedField: Sendable {
    let name: String
    /// Its place among a record's values; nil where records have no such field.
    let place: Int?
}

/// Where the fields with a meaning are.
struct FieldPlaces: Sendable {
    let symbol, price, size, tradeID, exchange, conditions, sequence, currency: NamedField
    let open, high, low, close, volume: NamedField
    let bid, ask: NamedField
    let tickSize, lotSize, validFrom: NamedField

    init(_ names: [String]) {
        func field(_ name: String) -> NamedField {
            NamedField(name: name, place: names.firstIndex(of: name))
        }
        symbol = field("symbol")
        price = field("price")
        size = field("size")
        tradeID = field("trade_id")
        exchange = field("exchange")
        conditions = field("conditions")
        sequence = field("sequence")
        currency = field("currency")
        open = field("open")
        high = field("high")
        low = field("low")
        close = field("close")
        volume = field("volume")
        bid = field("bid")
        ask = field("ask")
        tickSize = field("tick_size")
        lotSize = field("lot_size")
        validFrom = field("valid_from")
    }
}

/// Reads the fields of a shaped record.
struct RecordReader {
    let record: ShapedRecord
    let names: [String]
    let fields: FieldPlaces

    /// The value of a field; nil where there is none.
    subscript(_ field: NamedField) -> JSONValue? { field.place.flatMap { record.values[$0] } }

    /// Where the record is from; nil where it does not say.
    var exchange: String? {
        self[fields.exchange].flatMap { FieldCast.text(of: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    func symbol() throws(RowProblem) -> String {
        let text = try text(fields.symbol)
        guard !text.isEmpty, text.utf8.count <= 256 else {
            throw RowProblem(.missingField, "symbol is empty, or longer than 256 bytes")
        }
        return text
    }

    func text(_ field: NamedField) throws(RowProblem) -> String {
        guard let value = self[field] else {
            throw RowProblem(.missingField, "\(field.name) has no value")
        }
        guard let text = FieldCast.text(of: value) else {
            throw RowProblem(.wrongType, "\(field.name) is no text")
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
    func unscaled(_ field: NamedField, _ form: TickDecimals) throws(RowProblem) -> Int128 {
        let text = try text(field)
        if let value = form.decimal.unscaled(text) { return value }
        guard let order = DecimalText.order(text, "0") else {
            throw RowProblem(.wrongType, "\(field.name) is no number")
        }
        guard order >= 0 else { throw RowProblem(.notPositive, "\(field.name) is below zero") }
        guard DecimalText.order(text, form.limit).map({ $0 < 0 }) == true else {
            throw RowProblem(.outOfRange, "\(field.name) is \(form.limit) or more")
        }
        throw RowProblem(
            .precisionLoss,
            "\(field.name) has more than \(form.scale) digits after the point. round: \(form.scale)"
                + " keeps that many")
    }

    /// A decimal above zero.
    func positive(_ field: NamedField, _ form: TickDecimals) throws(RowProblem) -> Int128 {
        let value = try unscaled(field, form)
        guard value > 0 else { throw RowProblem(.notPositive, "\(field.name) is not above zero") }
        return value
    }

    func checkIfPresent(_ field: NamedField, _ form: TickDecimals) throws(RowProblem) {
        if self[field] != nil { _ = try positive(field, form) }
    }

    /// All fields as JSON, those without a value left out.
    func json(
        adding member: (name: String, value: JSONValue)?, by writer: inout JSONWriter
    ) -> [UInt8] {
        writer.removeAll()
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
