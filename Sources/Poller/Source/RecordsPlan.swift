/// What answers become.
package struct RecordsPlan: Sendable {
    /// Where records are in an answer.
    package var selector: RecordSelector
    /// What their fields are.
    package var shaper: RecordShaper
    /// What records of the topic they become.
    package var mapping: RecordMapping

    /// The length of the bars that they are, in nanoseconds; nil when they are no bars.
    package var barInterval: Int64? { mapping.kind.barInterval }

    /// The instant from which on a record with this time does not change any more.
    package func end(ofRecordAt time: Int64) -> Int64 {
        guard case .bar(let interval, let isLabelledByEnd) = mapping.kind else { return time }
        let (end, overflow) = time.addingReportingOverflow(isLabelledByEnd ? 0 : interval)
        return overflow ? .max : end
    }

    /// How much later than its beginning the time of a record is.
    var labelOffset: Int64 {
        guard case .bar(let interval, let isLabelledByEnd) = mapping.kind else { return 0 }
        return isLabelledByEnd ? interval : 0
    }

    /// Whether no two records that are asked for one partition have one time: they are bars, and
    /// whose is not said by each record.
    var hasOneRecordPerInstant: Bool {
        barInterval != nil
            && !shaper.fields.contains { rule in
                guard rule.name == "symbol" || rule.name == "exchange" else { return false }
                switch rule.source {
                case .row, .parent: return true
                case .body, .constant, .template: return false
                }
            }
    }

    /// Whether records are sent only when their content is another than the last one's.
    package var sendsChangesOnly: Bool { mapping.kind == .instrument }
}

extension RecordMapping.Kind {
    /// The length of bars, in nanoseconds; nil for all that are none.
    var barInterval: Int64? {
        if case .bar(let interval, _) = self { return interval }
        return nil
    }
}
