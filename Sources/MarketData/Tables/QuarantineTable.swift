public import Columnar

/// `quarantine/<topic>`: a row for each record that did not pass, with its bytes.
public enum QuarantineTable {
    /// The layout of a topic's table.
    public static func layout(topic: String) -> TableLayout {
        TableLayout(
            path: "quarantine/\(topic)",
            schema: Schema([
                Field("partition", .integer), Field("offset", .long),
                Field("kafka_time", .timestamp), Field("reason", .string),
                Field("detail", .string), Field("rule", .string),
                Field("rule_version", .integer), Field("value", .binary),
                Field("ingest_date", .date),
            ]), partitionColumns: ["ingest_date"])
    }

    /// The rows of the rejected records whose offsets are not below `offset`.
    ///
    /// `offsets` are those of the rejections' records, as a lane's output has them.
    public static func batch(
        rejections: Rejections, offsets: [Int64], records: RecordBatch,
        from offset: Int64 = .min, lineage: Lineage
    ) -> Batch {
        let first = TickLaneOutput.firstIndex(in: offsets, from: offset)
        let rows = (Int32(first)..<Int32(rejections.count)).map { $0 }
        let record = gather(rejections.record, rows)
        return Batch(
            schema: layout(topic: lineage.topic).schema,
            columns: [
                .repeating(lineage.partition, count: rows.count),
                .long(gather(offsets, rows)), .long(records.kafkaMicroseconds(record)),
                .binary(rejections.reason.gathered(rows.span)),
                .binary(rejections.detail.gathered(rows.span)),
                .binary(rejections.rule.gathered(rows.span)),
                .int32(rejections.ruleVersion.gathered(rows.span)),
                .binary(records.values.gathered(record.span)),
                .int32(Column(records.kafkaDates(record))),
            ], rowCount: rows.count)
    }
}
