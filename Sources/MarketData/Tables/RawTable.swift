public import Columnar

/// `raw/<topic>`: a row for each Kafka record, in the schema of Spark's Kafka source.
public enum RawTable {
    /// The layout of a topic's table.
    public static func layout(topic: String) -> TableLayout {
        TableLayout(
            path: "raw/\(topic)",
            schema: Schema([
                Field("key", .binary), Field("value", .binary), Field("topic", .string),
                Field("partition", .integer), Field("offset", .long),
                Field("timestamp", .timestamp), Field("timestampType", .integer),
                Field("headers", .array(element: RecordBatch.headerType, containsNull: true)),
                Field("ingest_date", .date),
            ]), partitionColumns: ["ingest_date"])
    }

    /// The rows of the records below an offset; all of them unless the lane stopped.
    public static func batch(
        records: RecordBatch, until end: Int64 = .max, lineage: Lineage
    ) -> Batch {
        let count = records.offsets.firstIndex { $0 >= end } ?? records.count
        let rows = (0..<Int32(count)).map { $0 }
        let headers = records.headers ?? noHeaders(count: records.count)
        // Whole batches, the usual case, hand their arenas on without a copy.
        let isWhole = count == records.count
        return Batch(
            schema: layout(topic: lineage.topic).schema,
            columns: [
                .binary(isWhole ? records.keys : records.keys.gathered(rows.span)),
                .binary(isWhole ? records.values : records.values.gathered(rows.span)),
                .repeating(lineage.topic, count: count),
                .repeating(lineage.partition, count: count),
                .long(isWhole ? records.offsets : gather(records.offsets, rows)),
                .long(records.kafkaMicroseconds(rows)),
                .int32(Column(gather(records.timestampTypes, rows))),
                .list(isWhole ? headers : headers.gathered(rows.span)),
                .int32(Column(records.kafkaDates(rows))),
            ], rowCount: count)
    }

    private static func noHeaders(count: Int) -> ListColumn {
        ListColumn(
            offsets: [Int32](repeating: 0, count: count + 1),
            elements: AnyColumn(empty: RecordBatch.headerType),
            validity: Bitmap(repeating: false, count: count))
    }
}
