internal import JSONColumns

extension SourcePoller {
    /// Notes the keys of records, and the values that partitions of other sources come from.
    ///
    /// Also of records that were sent before: a source may take them up later than they came.
    mutating func noteKeys(of fetches: [SliceFetch], into report: inout PollReport) {
        guard let fields = source.feeds else { return }
        // Without fields the contents say which keys there are.
        if fields.isEmpty, source.records.sendsChangesOnly { return }
        var refused = 0
        for record in fetches.lazy.flatMap(\.answers).joined() {
            let known = state.keys[record.changeKey]
            if known != nil, fields.isEmpty { continue }
            guard known != nil || state.keys.count < PartitionOrigin.valuesMax else {
                refused += 1
                continue
            }
            state.keys[record.changeKey] = Self.values(of: fields, in: record)
        }
        guard refused > 0 else { return }
        report.failures.append(
            PollReport.PartitionFailure(
                partition: "keys for other sources",
                reason: "there are more than \(PartitionOrigin.valuesMax): \(refused) records have"
                    + " others. split the source, or leave records out with records.where"))
    }

    /// The texts of a record's fields; those without a value, or with too long a one, left out.
    private static func values(of fields: [String], in record: MappedRecord) -> [String: String] {
        guard !fields.isEmpty, let object = try? JSONValue(parsing: record.value) else {
            return [:]
        }
        var values: [String: String] = [:]
        for name in fields {
            guard let text = object[name].flatMap({ FieldCast.text(of: $0) }), !text.isEmpty,
                text.utf8.count <= PartitionOrigin.valueBytesMax
            else { continue }
            values[name] = text
        }
        return values
    }
}
