public import Columnar

/// `bronze/instruments`: a row for each good metadata record.
public enum InstrumentRecordsTable {
    /// The layout: the contract's columns in its order, then lineage.
    public static func layout(contract: [Field]) -> TableLayout {
        TableLayout(
            path: "bronze/instruments",
            schema: Schema(
                contract + [
                    Field("rescued", .string), Field("rule_flags", .long),
                    Field("schema_version", .integer), Field("topic", .string),
                    Field("partition", .integer), Field("offset", .long),
                    Field("kafka_time", .timestamp),
                ]))
    }

    /// The rows of the good records; their offsets are the output's `goodOffsets`.
    public static func batch(
        decoded: DecodedInstruments, records: RecordBatch, output: InstrumentLaneOutput,
        lineage: Lineage
    ) -> Batch {
        let count = output.good.count
        let record = gather(decoded.record, output.good)
        let rows = decoded.rows.gathered(output.good.span)
        let own: [AnyColumn] = [
            .binary(decoded.rescued.gathered(output.good.span)), .long(output.ruleFlags),
            .repeating(lineage.schemaVersion, count: count),
            .repeating(lineage.topic, count: count), .repeating(lineage.partition, count: count),
            .long(gather(records.offsets, record)), .long(records.kafkaMicroseconds(record)),
        ]
        return Batch(
            schema: layout(contract: decoded.rows.schema.fields).schema,
            columns: rows.columns + own, rowCount: count)
    }
}

/// `silver/instruments`: a row for each symbol and valid-from time, with the time it held until.
public enum InstrumentsTable {
    /// The layout: the symbol, when the row holds, then the contract's other columns in its order.
    public static func layout(contract: [Field]) -> TableLayout {
        TableLayout(
            path: "silver/instruments",
            schema: Schema(
                [
                    Field("symbol", .string), Field("valid_from", .timestamp),
                    Field("valid_to", .timestamp), Field("is_current", .boolean),
                ] + attributes(contract)))
    }

    /// The contract's columns without the symbol and the valid-from time.
    static func attributes(_ contract: [Field]) -> [Field] {
        contract.filter { $0.name != "symbol" && $0.name != "valid_from" }
    }
}
