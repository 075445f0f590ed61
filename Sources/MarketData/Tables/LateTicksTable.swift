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

    /// The rows of the late ticks whose offsets are not below `offset`.
    public static func batch(
        ticks: TickColumns, records: RecordBatch, output: TickLaneOutput,
        from offset: Int64 = .min, intervals: [TickLanePlan.Interval], lineage: Lineage
    ) -> Batch {
        let late = output.late
        let first = TickLaneOutput.firstIndex(in: late.offset, from: offset)
        let rows = Array(late.row[first...])
        let names = BinaryColumn(intervals.map { $0.name })
        var flags: [Int64] = []
        // Late rows and good rows are in the order of records: one walk finds the flags.
        var good = 0
        for index in first..<late.count {
            while output.good[good] < late.row[index] { good += 1 }
            flags.append(output.ruleFlags[good])
        }
        let missed: [AnyColumn] = [
            .binary(names.gathered(Array(late.interval[first...]).span)),
            .long(Array(late.start[first...])),
            .long(Array(late.latenessMilliseconds[first...])),
            .boolean(Column(Array(late.restated[first...]))),
        ]
        return Batch(
            schema: layout.schema,
            columns: TicksTable.columns(
                ticks: ticks, records: records, rows: rows, flags: flags, lineage: lineage)
                + missed, rowCount: rows.count)
    }
}
