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

    /// The rows of the rejected records.
    public static func batch(
        rejections: Rejections, records: RecordBatch, lineage: Lineage
    ) -> Batch {
        let record = rejections.record
        let count = rejections.count
        return Batch(
            schema: layout(topic: lineage.topic).schema,
            columns: [
                .repeating(lineage.partition, count: count),
                .long(gather(records.offsets, record)), .long(records.kafkaMicroseconds(record)),
                .binary(rejections.reason),
                .binary(rejections.detail),
                .binary(rejections.rule),
                .int32(rejections.ruleVersion),
                .binary(records.values.gathered(record.span)),
                .int32(Column(records.kafkaDates(record))),
            ], rowCount: count)
    }
}
