internal import Bytes

extension TimeCursor {
    /// The first instant that cannot be polled yet at a time: newer records are not final.
    package func horizon(now: Int64) -> Int64 {
        min(now.addingSaturated(-settle), end ?? .max).flooredToMultiple(of: alignment)
    }

    /// Where a partition that was never polled starts.
    package func firstTime(now: Int64) -> Int64 {
        switch start {
        case .at(let time): time.flooredToMultiple(of: alignment)
        case .ago(let duration): now.addingSaturated(-duration).flooredToMultiple(of: alignment)
        }
    }

    /// The end of the next round; nil when everything up to the horizon is polled.
    ///
    /// A round takes the partitions that are furthest behind, together up to one end, so that what
    /// it produces is in the order of time over all of them.
    package func roundEnd(_ cursors: some Sequence<Int64>, now: Int64) -> Int64? {
        let horizon = horizon(now: now)
        guard let earliest = cursors.min(), earliest < horizon else { return nil }
        let end = earliest.addingSaturated(step).flooredToMultiple(of: alignment)
        // A step shorter than the alignment still has to go on.
        return min(horizon, max(end, earliest.addingSaturated(alignment)))
    }

    /// What a partition asks for in a round; nil when it has it already.
    package func slice(from cursor: Int64, to end: Int64) -> TimeSlice? {
        guard cursor < end else { return nil }
        var start = cursor.addingSaturated(-lookback)
        // There is nothing to look back at before the start.
        if case .at(let time) = self.start { start = max(start, min(time, cursor)) }
        return TimeSlice(start: start, end: end)
    }

    /// The end of a slice as the vendor is asked for it.
    package func requestedEnd(of slice: TimeSlice) -> Int64 {
        endIsInclusive ? slice.end.addingSaturated(-granularity) : slice.end
    }

    /// All slices up to the horizon, for showing what would be asked for.
    package func slices(from cursor: Int64, now: Int64, limit: Int) -> [TimeSlice] {
        var slices: [TimeSlice] = []
        var cursor = cursor
        while slices.count < limit, let end = roundEnd([cursor], now: now),
            let slice = slice(from: cursor, to: end)
        {
            slices.append(slice)
            cursor = end
        }
        return slices
    }
}
