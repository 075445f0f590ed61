public import Columnar

/// `silver/late_ticks`: a row for each good tick and interval whose window it missed.
public enum LateTicksTable {
    /// The layout of the table: `bronze/ticks` and what was missed.
    public static let layout = TableLayout(
        path: "silver/late_ticks",
        schema: Schema(
            TicksTable.layout.schema.fields + [
                Field("interval", .string), Field("bar_start", .timestamp),
                Field("lateness_ms", .long), Field("restated", .boolean),
            ]), partitionColumns: ["event_date"])

    /// The rows of the late ticks; their offsets are those of the output's `late`.
    public static func batch(
        ticks: TickColumns, records: RecordBatch, output: TickLaneOutput,
        intervals: [TickLanePlan.Interval], lineage: Lineage
    ) -> Batch {
        let late = output.late
        let names = BinaryColumn(intervals.map { $0.name })
        var flags: [Int64] = []
        // Late rows and good rows are in the order of records: one walk finds the flags.
        var good = 0
        for index in late.row.indices {
            while output.good[good] < late.row[index] { good += 1 }
            flags.append(output.ruleFlags[good])
        }
        let missed: [AnyColumn] = [
            .binary(names.gathered(late.interval.span)), .long(late.start),
            .long(late.latenessMilliseconds), .boolean(Column(late.restated)),
        ]
        return Batch(
            schema: layout.schema,
            columns: TicksTable.columns(
                ticks: ticks, records: records, rows: late.row, flags: flags, lineage: lineage)
                + missed, rowCount: late.count)
    }
}
