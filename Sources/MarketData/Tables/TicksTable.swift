public import Columnar

/// `bronze/ticks`: a row for each well-formed tick.
public enum TicksTable {
    /// The layout of the table.
    public static let layout = TableLayout(
        path: "bronze/ticks",
        schema: Schema([
            Field("symbol", .string), Field("event_time", .timestamp),
            Field("event_time_ns", .long), Field("price", .price), Field("size", .size),
            Field("venue", .string), Field("trade_id", .string), Field("sequence", .long),
            Field("conditions", .string), Field("currency", .string), Field("rescued", .string),
            Field("rule_flags", .long), Field("schema_version", .integer),
            Field("topic", .string), Field("partition", .integer), Field("offset", .long),
            Field("kafka_time", .timestamp), Field("event_date", .date),
        ]), partitionColumns: ["event_date"])

    /// The rows of the good ticks; their offsets are the output's `goodOffsets`.
    public static func batch(
        ticks: TickColumns, records: RecordBatch, output: TickLaneOutput, lineage: Lineage
    ) -> Batch {
        Batch(
            schema: layout.schema,
            columns: columns(
                ticks: ticks, records: records, rows: output.good, flags: output.ruleFlags,
                lineage: lineage), rowCount: output.good.count)
    }

    /// The table's columns for rows of ticks.
    static func columns(
        ticks: TickColumns, records: RecordBatch, rows: [Int32], flags: [Int64], lineage: Lineage
    ) -> [AnyColumn] {
        let record = gather(ticks.record, rows)
        let time = gather(ticks.eventTime, rows)
        var micros: [Int64] = []
        var dates: [Int32] = []
        micros.reserveCapacity(rows.count)
        dates.reserveCapacity(rows.count)
        for index in time.indices {
            micros.append(Calendar.microseconds(time[index]))
            dates.append(Calendar.day(time[index], perDay: Calendar.nanosecondsPerDay))
        }
        return [
            .binary(ticks.symbol.gathered(rows.span)), .long(micros), .long(time),
            .long(gather(ticks.price, rows)), .long(gather(ticks.size, rows)),
            .binary(ticks.venue.gathered(rows.span)), .binary(ticks.tradeID.gathered(rows.span)),
            .int64(ticks.sequence.gathered(rows.span)),
            .binary(ticks.conditions.gathered(rows.span)),
            .binary(ticks.currency.gathered(rows.span)),
            .binary(ticks.rescued.gathered(rows.span)), .long(flags),
            .repeating(lineage.schemaVersion, count: rows.count),
            .repeating(lineage.topic, count: rows.count),
            .repeating(lineage.partition, count: rows.count),
            .long(gather(records.offsets, record)), .long(records.kafkaMicroseconds(record)),
            .int32(Column(dates)),
        ]
    }
}
