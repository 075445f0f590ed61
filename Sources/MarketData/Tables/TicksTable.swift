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
        // Where every tick is good, the usual case, columns are handed on without a copy.
        let picked = rows.isEveryRow(of: ticks.count) ? ticks : ticks.gathered(rows)
        let record = picked.record
        var micros: [Int64] = []
        var dates: [Int32] = []
        micros.reserveCapacity(rows.count)
        dates.reserveCapacity(rows.count)
        for index in picked.eventTime.indices {
            let time = picked.eventTime[index]
            micros.append(Calendar.microseconds(time))
            dates.append(Calendar.day(time, perDay: Calendar.nanosecondsPerDay))
        }
        return [
            .binary(picked.symbol), .long(micros), .long(picked.eventTime), .long(picked.price),
            .long(picked.size), .binary(picked.venue), .binary(picked.tradeID),
            .int64(picked.sequence), .binary(picked.conditions), .binary(picked.currency),
            .binary(picked.rescued), .long(flags),
            .repeating(lineage.schemaVersion, count: rows.count),
            .repeating(lineage.topic, count: rows.count),
            .repeating(lineage.partition, count: rows.count),
            .long(gather(records.offsets, record)), .long(records.kafkaMicroseconds(record)),
            .int32(Column(dates)),
        ]
    }
}

extension TickColumns {
    /// The ticks at `rows`, in that order.
    fileprivate func gathered(_ rows: [Int32]) -> TickColumns {
        var picked = TickColumns()
        picked.record = gather(record, rows)
        picked.symbol = symbol.gathered(rows.span)
        picked.eventTime = gather(eventTime, rows)
        picked.price = gather(price, rows)
        picked.size = gather(size, rows)
        picked.venue = venue.gathered(rows.span)
        picked.tradeID = tradeID.gathered(rows.span)
        picked.sequence = sequence.gathered(rows.span)
        picked.conditions = conditions.gathered(rows.span)
        picked.currency = currency.gathered(rows.span)
        picked.rescued = rescued.gathered(rows.span)
        return picked
    }
}

extension [Int32] {
    /// Whether these are all rows of `total`, each once, in order.
    fileprivate func isEveryRow(of total: Int) -> Bool {
        guard count == total else { return false }
        for index in indices where self[index] != Int32(truncatingIfNeeded: index) { return false }
        return true
    }
}
