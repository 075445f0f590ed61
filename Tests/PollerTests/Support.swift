import Foundation
import JSONColumns

import Poller

/// The zones of this machine.
let zones = TimeZones { name in
    FileManager.default.contents(atPath: "/usr/share/zoneinfo/\(name)").map { [UInt8]($0) }
}

/// Nanoseconds of an RFC 3339 text.
func time(_ text: String) -> Int64 { RFC3339.nanoseconds(text) ?? .min }

func body(_ text: String) -> ResponseBody { ResponseBody(Array(text.utf8)) }

/// A field of a path in the record.
func field(
    _ name: String, _ path: String, _ cast: FieldCast = .decimal, nulls: [String] = [],
    fallback: JSONValue? = nil, isRequired: Bool = true
) throws -> FieldRule {
    FieldRule(
        name: name, source: try FieldSource(path: path), cast: cast, nulls: nulls,
        fallback: fallback, isRequired: isRequired)
}

/// The field `symbol` of the request's partition.
func partitionSymbol() throws -> FieldRule {
    FieldRule(
        name: "symbol",
        source: .template(try Template("{{ partition.symbol }}", zones: zones)), cast: .text)
}

/// Fields of a bar, each under a path.
func barFields(
    symbol: FieldRule? = nil, ts: FieldRule, _ paths: [String],
    nulls: [String] = []
) throws -> [FieldRule] {
    let names = ["open", "high", "low", "close", "volume"]
    let prices = try zip(names, paths).map { try field($0, $1, nulls: nulls) }
    return [try symbol ?? partitionSymbol(), ts] + prices
}

/// A path from an answer to topic records: what a source's description says, in code.
struct VendorForm {
    var selector: RecordSelector
    var fields: [FieldRule]
    var filter: Condition?
    var identity: [String] = ["symbol", "ts"]
    var kind: RecordMapping.Kind = .bar(interval: 60_000_000_000, isLabelledByEnd: false)
    var partition = "ZVZZT"

    func map(
        _ text: String, fetchedAt: Int64 = time("2026-11-20T21:00:00Z")
    ) throws -> MappedRecords {
        let eventTime = fields.contains { $0.name == "ts" } ? "ts" : nil
        let shaper = try RecordShaper(
            fields: fields, eventTime: eventTime, identity: identity, filter: filter)
        let mapping = try RecordMapping(kind, of: shaper, source: "vendor", stream: "bars")
        let answer = body(text)
        var scope = TemplateScope()
        scope["partition.symbol"] = .text(partition)
        let shaped = try shaper.shape(
            try selector.rows(of: answer),
            in: ShapingContext(body: answer, scope: scope, zones: zones))
        return mapping.map(shaped, fetchedAt: fetchedAt)
    }

    /// The records' values.
    func texts(_ text: String) throws -> [String] {
        try map(text).records.map { String(decoding: $0.value, as: UTF8.self) }
    }

    /// The start of each bar, as the ids of its opening ticks name it, and the bars' symbols.
    func bars(_ text: String) throws -> [String] {
        try map(text).records.filter(isClose).map { record in
            let value = try JSONValue(parsing: record.value)
            let id = value["trade_id"]?.string ?? ""
            let start = RFC3339.text(Int64(id.dropLast(2)) ?? 0)
            return "\(record.key) \(start) \(value["price"]?.number?.text ?? "")"
        }
    }

    private func isClose(_ record: MappedRecord) -> Bool {
        String(decoding: record.value, as: UTF8.self).contains("-c\"")
    }
}
