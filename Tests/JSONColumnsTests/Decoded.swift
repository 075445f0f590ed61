import Bytes
import Columnar
import JSONColumns

/// Records that a test decoded, looked at one by one.
struct Decoded {
    /// The fields of `bronze/ticks`, as the shipped contract has them.
    static let tickFields: [JSONField] = [
        JSONField(column: "symbol", type: .string, isRequired: true),
        JSONField(column: "price", type: .decimal(precision: 18, scale: 9), isRequired: true),
        JSONField(column: "size", type: .decimal(precision: 18, scale: 8), isRequired: true),
        JSONField(
            column: "event_time_ns", path: ["ts"], type: .timestamp(rfc3339: true, unit: nil),
            isRequired: true),
        JSONField(column: "venue", path: ["exchange"], type: .string),
        JSONField(column: "trade_id", type: .identifier, isRequired: true),
        JSONField(column: "conditions", type: .stringArray),
        JSONField(column: "sequence", type: .long),
        JSONField(column: "currency", type: .string),
    ]

    let plan: JSONDecodePlan
    let columns: DecodedColumns

    /// Decodes texts.
    init(_ texts: [String?], fields: [JSONField] = Decoded.tickFields) throws {
        try self.init(BinaryColumn(texts), plan: JSONDecodePlan(fields: fields))
    }

    /// Decodes byte strings.
    init(bytes: [[UInt8]], plan: JSONDecodePlan) {
        var values = BinaryColumn()
        for value in bytes { values.append(value.span) }
        self.init(values, plan: plan)
    }

    /// Decodes a column.
    init(_ values: BinaryColumn, plan: JSONDecodePlan, skipping: Bitmap? = nil) {
        self.plan = plan
        var decoder = JSONColumnDecoder(plan)
        var output = DecodedColumns(plan)
        decoder.decode(values, skipping: skipping, into: &output)
        columns = output
    }

    /// A row's values as texts: unscaled decimals, nanoseconds, nil for null.
    func row(_ row: Int) -> [String?] {
        columns.columns.map { Decoded.text($0, row) }
    }

    /// A column's only value, in a one-record, one-field test.
    var only: String? {
        columns.rowCount == 1 ? Decoded.text(columns.columns[0], 0) : nil
    }

    /// What is rescued of a row.
    func rescued(_ row: Int) -> String? { columns.rescued.text(row) }

    /// The reason of the only rejection.
    var reason: ReasonCode? {
        columns.rejections.count == 1 ? columns.rejections.reasons[0] : nil
    }

    /// The detail of the only rejection.
    var detail: String? {
        columns.rejections.count == 1 ? columns.rejections.details.text(0) : nil
    }

    /// A value of a flat column as text.
    static func text(_ column: AnyColumn, _ row: Int) -> String? {
        switch column {
        case .binary(let column): column.text(row)
        case .int64(let column): column.isNull(row) ? nil : String(column.values[row])
        case .int128(let column): column.isNull(row) ? nil : String(column.values[row])
        case .boolean(let column): column.isNull(row) ? nil : String(column.values[row])
        default: "unexpected column"
        }
    }
}
