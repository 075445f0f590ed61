public import Columnar

/// The ticks of one batch of records, column by column: a row for each record that decoded to one.
///
/// Rows are in the order of the records. Nothing in here has been judged by a rule yet.
public struct TickColumns: Sendable {
    /// The index of each row's record in its `RecordBatch`, rising.
    public var record: [Int32]
    /// The symbol, never null, never empty.
    public var symbol: BinaryColumn
    /// The time of the trade, in nanoseconds since the epoch.
    public var eventTime: [Int64]
    /// The price, in units of 1e-9.
    public var price: [Int64]
    /// The size, in units of 1e-8.
    public var size: [Int64]
    /// Where it traded (`exchange` on the wire); null when the record does not say.
    public var venue: BinaryColumn
    /// The trade's id, never null, never empty.
    public var tradeID: BinaryColumn
    /// The source's sequence number, if it has one.
    public var sequence: Column<Int64>
    /// The sale conditions, joined by commas, if there are any.
    public var conditions: BinaryColumn
    /// The currency, if the record names it.
    public var currency: BinaryColumn
    /// A JSON object of what the contract has no place for; null when there is nothing.
    public var rescued: BinaryColumn

    /// Makes columns without rows.
    public init() {
        record = []
        symbol = BinaryColumn()
        eventTime = []
        price = []
        size = []
        venue = BinaryColumn()
        tradeID = BinaryColumn()
        sequence = Column()
        conditions = BinaryColumn()
        currency = BinaryColumn()
        rescued = BinaryColumn()
    }

    /// The number of ticks.
    public var count: Int { record.count }

    /// Checks that all columns are as long.
    func requireEqualLengths() {
        let rows = record.count
        precondition(
            symbol.count == rows && eventTime.count == rows && price.count == rows
                && size.count == rows && venue.count == rows && tradeID.count == rows
                && sequence.count == rows && conditions.count == rows && currency.count == rows
                && rescued.count == rows, "the columns of ticks are as long")
    }
}
