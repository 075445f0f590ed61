internal import Bytes
internal import JSONColumns

/// Pages that records lead on from: by their times, or by their ids.
///
/// A page that is cut within an instant may leave records of it to the next one: that begins at
/// the instant, and what comes twice is told by its id. Only where an instant has one record can it
/// begin behind.
extension PageWalk {
    /// The rest of a slice behind a full page that begins with the oldest record.
    func forward(_ content: Content, _ slice: TimeSlice) throws(PollProblem) -> TimeSlice? {
        let times = try Self.known(content.times, "time")
        guard times.isAscending else { throw Self.unordered(times, wanted: "backward") }
        var rest = slice
        rest.start =
            hasOneRecordPerInstant ? times.greatest.addingSaturated(granularity) : times.greatest
        guard rest.start < rest.end else { return nil }
        guard rest.start > slice.start else { throw Self.stuck(content, "slice.start") }
        return rest
    }

    /// The rest of a slice before a full page that begins with the newest record, or that has the
    /// newest ones in the order of time.
    func backward(_ content: Content, _ slice: TimeSlice) throws(PollProblem) -> TimeSlice? {
        let times = try Self.known(content.times, "time")
        guard times.isAscending || times.isDescending else {
            throw Self.unordered(times, wanted: nil)
        }
        var rest = slice
        rest.end = times.least
        if !hasOneRecordPerInstant {
            // An instant between two that the vendor tells apart belongs to the later one's page.
            rest.end = rest.end.addingSaturated(granularity - 1)
                .flooredToMultiple(of: granularity).addingSaturated(granularity)
        }
        guard rest.start < rest.end else { return nil }
        guard rest.end < slice.end else { throw Self.stuck(content, "slice.end") }
        return rest
    }

    /// The first id behind a full page.
    func behind(_ content: Content, _ id: Int64) throws(PollProblem) -> Int64 {
        let ids = try Self.known(content.ids, "id")
        guard ids.isAscending else {
            throw PollProblem(
                "the ids of a full page do not rise: what lies behind it is unknown. ask the"
                    + " vendor for ascending ids, or page otherwise")
        }
        guard ids.greatest >= id, ids.greatest < .max else { throw Self.stuck(content, "cursor") }
        return ids.greatest + 1
    }

    /// The next page of a feed; nil when all of a slice is here.
    ///
    /// - Parameter next: the page that the vendor, or its number, names.
    /// - Throws: when the vendor's pages end before the slice's beginning.
    mutating func towards(
        _ slice: TimeSlice, _ feed: FeedPlan, _ content: Content, _ next: Page?
    ) throws(PollProblem) -> Page? {
        if let times = content.times { earliest = min(earliest ?? .max, times.least) }
        let first = slice.start.addingSaturated(labelOffset)
        let isReached =
            earliest.map { $0 < first || hasOneRecordPerInstant && $0 == first } ?? false
        // Behind pages that do not fall, or of many partitions, there may be anything: all are
        // asked for.
        if isReached, isSingle, content.times?.isDescending == true { return nil }
        // A vendor that says which page is the last has no more than that.
        let isLast = plan.stop.condition != nil && next == nil
        guard next == nil, !isReached, !isLast, content.rowCount >= feed.size else { return next }
        let oldest = earliest.map { RFC3339.text($0) } ?? "no time"
        throw PollProblem(
            "there is a gap: the vendor's records reach back to \(oldest), and those from"
                + " \(RFC3339.text(first)) on are wanted. ask for more records in a page, or fill"
                + " the gap from elsewhere and go on with ticklake poll state set")
    }

    private static func known(_ run: RowRun?, _ what: String) throws(PollProblem) -> RowRun {
        guard let run else {
            throw PollProblem(
                "no record of a full page has a \(what) that can be read: where the next page"
                    + " begins is unknown")
        }
        return run
    }

    private static func unordered(_ times: RowRun, wanted: String?) -> PollProblem {
        if let wanted, times.isDescending {
            return PollProblem(
                "a full page begins with its newest record: use paging.kind \(wanted)")
        }
        return PollProblem(
            "the records of a full page are not in the order of time: what lies beyond it is"
                + " unknown. ask for one partition at a time, for smaller slices (cursor.step), or"
                + " page otherwise")
    }

    private static func stuck(_ content: Content, _ name: String) -> PollProblem {
        PollProblem(
            "a full page of \(content.rowCount) records leads no further: they share one instant,"
                + " or the request does not ask with {{ \(name) }}. ask for larger pages, and raise"
                + " paging.size with them")
    }
}
