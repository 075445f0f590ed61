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
