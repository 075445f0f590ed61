/// What a zone's clocks show: offsets from UTC, by the time zone database.
///
/// Local times that clocks skip (a gap, when they are put forward) are read with the offset before
/// the change, which shifts them forward by the gap: 02:30 becomes 03:30. Local times that clocks
/// show twice (a fold) are the first of the two. Times before the first entry have its offset.
package struct TimeZoneRules: Sendable {
    /// The zone's name, such as `America/New_York`.
    package let name: String
    /// When offsets change, in seconds since the epoch, rising.
    let changes: [Int64]
    /// The offset before the first change.
    let offsetBefore: Int64
    /// The offset from each change on, in seconds to add to UTC.
    let offsets: [Int64]
    /// What holds after the last change; nil: its offset goes on.
    let rule: YearlyRule?

    /// Coordinated Universal Time.
    package static let utc = TimeZoneRules(
        name: "UTC", changes: [], offsetBefore: 0, offsets: [], rule: nil)

    /// Offsets are below 26 hours, as RFC 8536 has them: a reader refuses others.
    static let offsetLimit: Int64 = 26 * 3_600

    /// The offset at a time in UTC: what to add to it to get local time, in seconds.
    package func offset(atUTC seconds: Int64) -> Int64 { segment(at: seconds).offset }

    /// The seconds since the epoch at which clocks show a local time, given as if it were UTC.
    package func utc(fromLocal local: Int64) -> Int64 {
        let reach = TimeZoneRules.offsetLimit
        // Years beyond the calendar's four digits are refused by those who read texts.
        guard local > Int64.min + 2 * reach, local < Int64.max - 2 * reach else { return local }
        var segment = segment(at: local - reach)
        while local - segment.offset >= segment.end {
            let next = self.segment(at: segment.end)
            // Between the two clocks skipped this time.
            if local - next.offset < segment.end { return local - segment.offset }
            segment = next
        }
        return local - segment.offset
    }

    /// The offset at a time, and when it ends; the largest number if it never does.
    private func segment(at seconds: Int64) -> (offset: Int64, end: Int64) {
        guard let last = changes.last, seconds < last else { return segmentByRule(at: seconds) }
        var low = 0
        var high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        return (low == 0 ? offsetBefore : offsets[low - 1], changes[low])
    }

    private func segmentByRule(at seconds: Int64) -> (offset: Int64, end: Int64) {
        guard let rule else { return (offsets.last ?? offsetBefore, Int64.max) }
        return rule.segment(at: seconds)
    }
}
