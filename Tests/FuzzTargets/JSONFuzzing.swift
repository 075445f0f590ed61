import Columnar
import JSONColumns

enum JSONFuzzing {
    static func run(_ bytes: [UInt8]) {
        if let value = try? JSONValue(parsing: bytes) {
            // What was understood is written so that it is understood again.
            guard let again = try? JSONValue(parsing: value.text), again == value else {
                fatalError("a value is not what it was: \(value.text)")
            }
        }
        var whole = decode([bytes])
        precondition(whole.rowCount + whole.rejections.count == 1, "a record is lost")
        // Two records decoded together come out as each alone.
        let half = bytes.count / 2
        let parts = [Array(bytes[..<half]), Array(bytes[half...])]
        whole = decode(parts)
        let alone = parts.map { decode([$0]) }
        precondition(
            whole.rowCount == alone.reduce(0) { $0 + $1.rowCount },
            "records depend on their neighbours")
    }

    private static func decode(_ records: [[UInt8]]) -> DecodedColumns {
        var values = BinaryColumn()
        for record in records { values.append(record.span) }
        var decoder = JSONColumnDecoder(plan)
        var output = DecodedColumns(plan)
        decoder.decode(values, into: &output)
        return output
    }

    private static let plan: JSONDecodePlan = {
        let fields = [
            JSONField(column: "symbol", type: .string, isRequired: true),
            JSONField(column: "price", type: .decimal(precision: 18, scale: 9), isRequired: true),
            JSONField(column: "wide", path: ["a", "b"], type: .decimal(precision: 38, scale: 8)),
            JSONField(column: "ts", type: .timestamp(rfc3339: true, unit: .milliseconds)),
            JSONField(column: "trade_id", type: .identifier),
            JSONField(column: "conditions", type: .stringArray),
            JSONField(column: "sequence", type: .long),
            JSONField(column: "truth", path: ["a", "c"], type: .boolean),
        ]
        do {
            return try JSONDecodePlan(fields: fields)
        } catch {
            preconditionFailure("\(error)")
        }
    }()
}
