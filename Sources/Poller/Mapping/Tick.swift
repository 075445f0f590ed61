import JSONColumns

/// A record of the topic of ticks.
struct Tick {
    let symbol: String
    let time: Int64
    /// The price in units of 1e-9.
    let price: Int128
    /// The size in units of 1e-8.
    let size: Int128
    let tradeID: String
    /// Whether it stands for a part of a bar.
    let isOfBar: Bool

    init(
        symbol: String, time: Int64, price: Int128, size: Int128, tradeID: String, isOfBar: Bool
    ) {
        self.symbol = symbol
        self.time = time
        self.price = price
        self.size = size
        self.tradeID = tradeID
        self.isOfBar = isOfBar
    }

    /// A trade.
    init(trade reader: RecordReader) throws(RowProblem) {
        self.init(
            symbol: try reader.symbol(), time: try reader.time(),
            price: try reader.positive(reader.fields.price, .price),
            size: try reader.positive(reader.fields.size, .size),
            tradeID: try Tick.identifier(reader), isOfBar: false)
    }

    /// A quote: its last price where it has one, else the middle between bid and ask.
    ///
    /// A middle that lies between two prices of nine digits is the one whose last digit is even.
    init(quote reader: RecordReader) throws(RowProblem) {
        let time = try reader.time()
        var price: Int128
        if reader[reader.fields.price] != nil {
            price = try reader.positive(reader.fields.price, .price)
        } else {
            let sum =
                try reader.positive(reader.fields.bid, .price)
                + reader.positive(reader.fields.ask, .price)
            price = sum / 2
            if sum % 2 == 1, price % 2 == 1 { price += 1 }
        }
        let size = try reader.positive(reader.fields.size, .size)
        // A vendor's clock may stand still while its quotes move.
        let id =
            reader[reader.fields.tradeID] == nil
            ? "\(time)-q-\(TickDecimals.price.text(price))-\(TickDecimals.size.text(size))"
            : try Tick.identifier(reader)
        self.init(
            symbol: try reader.symbol(), time: time, price: price, size: size, tradeID: id,
            isOfBar: false)
    }

    private static func identifier(_ reader: RecordReader) throws(RowProblem) -> String {
        let text = try reader.text(reader.fields.tradeID)
        guard !text.isEmpty else { throw RowProblem(.missingField, "trade_id is empty") }
        return text
    }

    /// The record's value, by the contract of ticks.
    func json(_ reader: RecordReader, by writer: inout JSONWriter) -> [UInt8] {
        writer.removeAll()
        writer.beginObject()
        writer.member("symbol", symbol)
        writer.name("price")
        writer.raw(TickDecimals.price.text(price))
        writer.name("size")
        writer.raw(TickDecimals.size.text(size))
        writer.member("ts", RFC3339.text(time, digits: 9))
        if let exchange = reader.exchange {
            writer.member("exchange", exchange)
        }
        writer.member("trade_id", tradeID)
        let conditions = isOfBar ? ["bar"] : Tick.conditions(reader)
        if !conditions.isEmpty {
            writer.member("conditions", .array(conditions.map { .string($0) }))
        }
        // A bar's number is of no tick.
        if !isOfBar, let sequence = reader[reader.fields.sequence]?.int64 {
            writer.member("sequence", sequence)
        }
        if let currency = reader[reader.fields.currency].flatMap({ FieldCast.text(of: $0) }) {
            writer.member("currency", currency)
        }
        writer.endObject()
        return writer.copy()
    }

    private static func conditions(_ reader: RecordReader) -> [String] {
        guard let value = reader[reader.fields.conditions] else { return [] }
        let values = value.array ?? [value]
        return values.compactMap { FieldCast.text(of: $0) }.filter { !$0.isEmpty }
    }
}
