public import Columnar

/// `silver/bars`: a row for each symbol, interval, window, lane and revision.
public enum BarsTable {
    /// The layout of the table.
    public static let layout = TableLayout(
        path: "silver/bars",
        schema: Schema([
            Field("symbol", .string), Field("bar_start", .timestamp),
            Field("bar_end", .timestamp), Field("open", .price), Field("high", .price),
            Field("low", .price), Field("close", .price), Field("volume", .volume),
            Field("notional", .notional), Field("vwap", .price), Field("trade_count", .long),
            Field("first_event_time_ns", .long), Field("last_event_time_ns", .long),
            Field("first_sequence", .long), Field("last_sequence", .long),
            Field("revision", .integer), Field("topic", .string), Field("partition", .integer),
            Field("first_offset", .long), Field("last_offset", .long),
            Field("trigger_offset", .long), Field("interval", .string),
            Field("bar_date", .date),
        ]), partitionColumns: ["interval", "bar_date"])

    /// The rows of closed bars.
    public static func batch(
        bars: BarColumns, intervals: [TickLanePlan.Interval], lineage: Lineage
    ) -> Batch {
        Batch(
            schema: layout.schema,
            columns: columns(bars: bars, intervals: intervals, lineage: lineage),
            rowCount: bars.count)
    }

    private static func columns(
        bars: BarColumns, intervals: [TickLanePlan.Interval], lineage: Lineage
    ) -> [AnyColumn] {
        let names = BinaryColumn(intervals.map { $0.name })
        var ends: [Int64] = []
        var dates: [Int32] = []
        for row in bars.start.indices {
            let index = Int(bars.interval[row])
            ends.append(bars.start[row] + intervals[index].microseconds)
            dates.append(Calendar.day(bars.start[row], perDay: Calendar.microsecondsPerDay))
        }
        return [
            .binary(bars.symbol), .long(bars.start), .long(ends), .long(bars.open),
            .long(bars.high), .long(bars.low), .long(bars.close),
            .int128(Column(bars.volume)), .int128(Column(bars.notional)), .int64(bars.vwap),
            .long(bars.tradeCount), .long(bars.firstEventTime), .long(bars.lastEventTime),
            .int64(bars.firstSequence), .int64(bars.lastSequence),
            .int32(Column(bars.revision)), .repeating(lineage.topic, count: bars.count),
            .repeating(lineage.partition, count: bars.count), .long(bars.firstOffset),
            .long(bars.lastOffset), .long(bars.triggerOffset),
            .binary(names.gathered(bars.interval.span)),
            .int32(Column(dates)),
        ]
    }
}
