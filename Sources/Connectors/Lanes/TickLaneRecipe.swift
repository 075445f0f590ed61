internal import Bytes
internal import Columnar
public import JSONColumns
public import MarketData

/// What the lanes of a tick topic have in common: how records are decoded, and what decides rows.
public struct TickLaneRecipe: Sendable {
    /// How records become columns.
    public let decoding: JSONDecodePlan
    /// What decides rows after that.
    public let plan: TickLanePlan
    /// The version of the contract.
    public let schemaVersion: Int32
    private let places: Places

    /// Where each of a tick's columns stands among the contract's fields.
    private struct Places: Sendable {
        let symbol, eventTime, price, size, tradeID: Int
        let venue, sequence, conditions, currency: Int?
    }

    /// Makes a recipe; throws the name of a column that the contract must have and has not.
    public init(decoding: JSONDecodePlan, plan: TickLanePlan, schemaVersion: Int32)
        throws(MissingColumn)
    {
        self.decoding = decoding
        self.plan = plan
        self.schemaVersion = schemaVersion
        func place(_ column: String) -> Int? {
            decoding.fields.firstIndex { $0.column.utf8.elementsEqual(column.utf8) }
        }
        func required(_ column: String) throws(MissingColumn) -> Int {
            guard let index = place(column) else { throw MissingColumn(column: column) }
            return index
        }
        places = Places(
            symbol: try required("symbol"), eventTime: try required("event_time"),
            price: try required("price"), size: try required("size"),
            tradeID: try required("trade_id"), venue: place("venue"),
            sequence: place("sequence"), conditions: place("conditions"),
            currency: place("currency"))
    }

    /// A column without which there is no tick.
    public struct MissingColumn: Error, Sendable {
        /// The column's name.
        public let column: String
    }

    /// Decodes a batch: one event for each record.
    func decode(_ records: RecordBatch, with decoder: inout JSONColumnDecoder) -> DecodedTicks {
        let heartbeats = records.heartbeats()
        var columns = DecodedColumns(decoding)
        decoder.decode(records.values, skipping: heartbeats, into: &columns)
        var decoded = DecodedTicks()
        decoded.rejections = Rejections(columns.rejections)
        decoded.events = records.events(
            columns, heartbeats, decoding.depthMax, &decoded.heartbeatTimes)
        decoded.ticks = ticks(columns)
        return decoded
    }

    private func ticks(_ decoded: DecodedColumns) -> TickColumns {
        var ticks = TickColumns()
        let rows = decoded.rowCount
        ticks.record = decoded.rowRecords
        ticks.symbol = decoded.columns[places.symbol].texts
        ticks.eventTime = decoded.columns[places.eventTime].integers.values
        ticks.price = decoded.columns[places.price].integers.values
        ticks.size = decoded.columns[places.size].integers.values
        ticks.tradeID = decoded.columns[places.tradeID].texts
        ticks.venue = texts(decoded, places.venue, rows)
        ticks.conditions = texts(decoded, places.conditions, rows)
        ticks.currency = texts(decoded, places.currency, rows)
        ticks.sequence =
            places.sequence.map { decoded.columns[$0].integers }
            ?? Column(
                [Int64](repeating: 0, count: rows),
                validity: Bitmap(repeating: false, count: rows))
        ticks.rescued = decoded.rescued
        return ticks
    }

    private func texts(_ decoded: DecodedColumns, _ place: Int?, _ rows: Int) -> BinaryColumn {
        if let place { return decoded.columns[place].texts }
        return BinaryColumn(
            offsets: [Int32](repeating: 0, count: rows + 1), bytes: [],
            validity: Bitmap(repeating: false, count: rows))
    }
}

extension AnyColumn {
    /// The column as texts.
    var texts: BinaryColumn {
        guard case .binary(let column) = self else {
            preconditionFailure("the recipe's text columns are text")
        }
        return column
    }

    /// The column as 64-bit integers.
    var integers: Column<Int64> {
        guard case .int64(let column) = self else {
            preconditionFailure("the recipe's number columns are 64-bit integers")
        }
        return column
    }
}
