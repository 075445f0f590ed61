import Columnar

/// The rows of a stored tick lane: one schema for the header, the keys and the open bars, so that
/// a lane's state is one flat table.
///
/// | kind | what | columns that are not null |
/// |---|---|---|
/// | 0 | the header, first and once | `version` (2), `next`, `watermark` |
/// | 1 | a remembered key, by offset | `key_high`, `key_low`, `first_offset`, `first_time` |
/// | 2 | an open bar | all from `interval` on; sequences where they are known |
///
/// Times are nanoseconds, `window_start` is microseconds, numbers are unscaled. Bars are in the
/// order of interval, start, then entry.
enum StateSchema {
    static let version: Int32 = 2
    static let header: Int32 = 0
    static let key: Int32 = 1
    static let bar: Int32 = 2

    static let schema = Schema([
        Field("kind", .integer), Field("version", .integer), Field("next", .long),
        Field("watermark", .long), Field("key_high", .long), Field("key_low", .long),
        Field("first_offset", .long), Field("first_time", .long), Field("interval", .string),
        Field("window_start", .long), Field("symbol", .string), Field("open", .long),
        Field("high", .long), Field("low", .long), Field("close", .long),
        Field("volume", .volume), Field("notional", .notional), Field("trade_count", .long),
        Field("last_time", .long), Field("first_sequence", .long),
        Field("last_sequence", .long), Field("last_offset", .long),
    ])
}

/// The columns of a stored tick lane.
struct StateColumns {
    var kind = Column<Int32>()
    var version = Column<Int32>()
    var next = Column<Int64>()
    var watermark = Column<Int64>()
    var keyHigh = Column<Int64>()
    var keyLow = Column<Int64>()
    var firstOffset = Column<Int64>()
    var firstTime = Column<Int64>()
    var interval = BinaryColumn()
    var windowStart = Column<Int64>()
    var symbol = BinaryColumn()
    var open = Column<Int64>()
    var high = Column<Int64>()
    var low = Column<Int64>()
    var close = Column<Int64>()
    var volume = Column<Int128>()
    var notional = Column<Int128>()
    var tradeCount = Column<Int64>()
    var lastTime = Column<Int64>()
    var firstSequence = Column<Int64>()
    var lastSequence = Column<Int64>()
    var lastOffset = Column<Int64>()

    init() {}

    /// The columns as a batch.
    var batch: Batch {
        Batch(
            schema: StateSchema.schema,
            columns: [
                .int32(kind), .int32(version), .int64(next), .int64(watermark), .int64(keyHigh),
                .int64(keyLow), .int64(firstOffset), .int64(firstTime), .binary(interval),
                .int64(windowStart), .binary(symbol), .int64(open), .int64(high), .int64(low),
                .int64(close), .int128(volume), .int128(notional), .int64(tradeCount),
                .int64(lastTime), .int64(firstSequence), .int64(lastSequence),
                .int64(lastOffset),
            ], rowCount: kind.count)
    }

    /// Takes the columns out of a batch, by name; fails where one is missing or has another form.
    init(_ batch: Batch) throws(MarketDataError) {
        let source = StoredColumns(batch)
        kind = try source.int32("kind")
        version = try source.int32("version")
        next = try source.int64("next")
        watermark = try source.int64("watermark")
        keyHigh = try source.int64("key_high")
        keyLow = try source.int64("key_low")
        firstOffset = try source.int64("first_offset")
        firstTime = try source.int64("first_time")
        interval = try source.binary("interval")
        windowStart = try source.int64("window_start")
        symbol = try source.binary("symbol")
        open = try source.int64("open")
        high = try source.int64("high")
        low = try source.int64("low")
        close = try source.int64("close")
        volume = try source.int128("volume")
        notional = try source.int128("notional")
        tradeCount = try source.int64("trade_count")
        lastTime = try source.int64("last_time")
        firstSequence = try source.int64("first_sequence")
        lastSequence = try source.int64("last_sequence")
        lastOffset = try source.int64("last_offset")
    }
}

/// Columns of a stored batch by name and form.
struct StoredColumns {
    private let batch: Batch

    init(_ batch: Batch) { self.batch = batch }

    func int32(_ name: String) throws(MarketDataError) -> Column<Int32> {
        guard case .int32(let column)? = batch.column(name) else { throw missing(name) }
        return column
    }

    func int64(_ name: String) throws(MarketDataError) -> Column<Int64> {
        guard case .int64(let column)? = batch.column(name) else { throw missing(name) }
        return column
    }

    func int128(_ name: String) throws(MarketDataError) -> Column<Int128> {
        guard case .int128(let column)? = batch.column(name) else { throw missing(name) }
        return column
    }

    func binary(_ name: String) throws(MarketDataError) -> BinaryColumn {
        guard case .binary(let column)? = batch.column(name) else { throw missing(name) }
        return column
    }

    private func missing(_ name: String) -> MarketDataError {
        MarketDataError(
            .damaged, "the stored rows have no column `\(name)` of the form that is written.")
    }
}

extension Column where Value: FixedWidthInteger {
    /// The value of a row, nil for null.
    func optional(_ row: Int) -> Value? { isNull(row) ? nil : values[row] }

    /// The value of a row that may not be null.
    func required(_ row: Int, _ name: String) throws(MarketDataError) -> Value {
        guard !isNull(row) else {
            throw MarketDataError(
                .damaged, "row \(row) of the stored rows has no `\(name)`.")
        }
        return values[row]
    }
}
