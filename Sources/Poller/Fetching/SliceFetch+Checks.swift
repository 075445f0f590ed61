internal import Bytes

/// What makes an answer's records no records of the slice.
extension SliceFetch {
    /// Fails where records were refused, and none is left: that is the file's mistake rather than
    /// the vendor's.
    ///
    /// The cursor would go on else, and the records be late for good once the file is mended.
    mutating func failIfMisread() {
        guard isEmpty, let sample = counts.problems.samples.first else { return }
        let count = counts.problems.count
        phase = .failed(
            reason: "\(count == 1 ? "the only record was" : "all \(count) records were") refused:"
                + " \(sample.detail). does the file describe these records? ticklake poll preview"
                + " shows them")
    }

    /// Whether a slice's inclusive end, which is one step before ours, leaves out no record that
    /// the next slice does not look back to.
    func endsMeet(_ records: [ShapedRecord], _ source: SourcePlan) -> Bool {
        guard case .time(let cursor) = source.cursor, cursor.endIsInclusive,
            cursor.lookback < cursor.granularity, source.records.barInterval == nil
        else { return true }
        return records.allSatisfy {
            $0.eventTime?.isMultiple(of: cursor.granularity) ?? true
        }
    }

    /// An object in the place of a list is one record, or the vendor's word of an error: that must
    /// not pass for a record that is left out.
    static func check(
        _ mapped: MappedRecords, isOneObject: Bool
    ) throws(PollProblem) {
        guard isOneObject, mapped.records.isEmpty, mapped.problems.counts[.missingField] != nil,
            let sample = mapped.problems.samples.first
        else { return }
        throw PollProblem(
            "the answer is one object and no record: \(sample.detail). if the vendor tells of"
                + " errors so, say what they mean under responses")
    }
}
