public import Columnar

extension TickColumns {
    /// The columns of a tick that rules may judge; `event_time` is in nanoseconds.
    public static let ruleSchema = Schema([
        Field("symbol", .string), Field("event_time", .long), Field("price", .price),
        Field("size", .size), Field("venue", .string), Field("trade_id", .string),
        Field("sequence", .long), Field("conditions", .string), Field("currency", .string),
    ])

    /// The columns that `ruleSchema` names.
    var ruleColumns: [AnyColumn] {
        [
            .binary(symbol), .long(eventTime), .long(price), .long(size), .binary(venue),
            .binary(tradeID), .int64(sequence), .binary(conditions), .binary(currency),
        ]
    }
}
