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

    /// The time that the next round covers; nil when everything up to the horizon is polled.
    ///
    /// A round takes the partitions that are furthest behind, together up to one end, so that what
    /// it produces is in the order of time over all of them.
    ///
    /// - Throws: where a calendar does not know the dates.
    package func round(
        _ cursors: some Sequence<Int64>, now: Int64
    ) throws(PollProblem) -> TimeSlice? {
        let horizon = horizon(now: now)
        guard let earliest = cursors.min(), earliest < horizon,
            let period = try period(openBehind: earliest, before: horizon)
        else { return nil }
        let start = max(earliest, period.start)
        let end = start.addingSaturated(step).flooredToMultiple(of: alignment)
        // A step shorter than the alignment still has to go on.
        return TimeSlice(
            start: start,
            end: min(horizon, period.end, max(end, start.addingSaturated(alignment))))
    }

    /// The cursor with a step that is no longer than another.
    package func cut(to longest: Int64) -> TimeCursor {
        var cursor = self
        cursor.step = min(step, longest)
        return cursor
    }

    /// The shortest step that helps.
    ///
    /// Slices are whole bars, and whole steps of what the vendor tells apart. One that is shorter
    /// than the lookback asks for more again than it brings, and one of less than a second is not
    /// worth its request.
    package var shortestStep: Int64 {
        max(alignment, min(step, max(granularity, lookback, 1_000_000_000)))
    }

    /// What a partition asks for in a round; nil when it has it already.
    ///
    /// The lookback ends where the period begins that the slice stays within.
    ///
    /// - Throws: where a calendar does not know the dates.
    package func slice(from cursor: Int64, to end: Int64) throws(PollProblem) -> TimeSlice? {
        guard cursor < end, let period = try period(openBehind: cursor, before: end) else {
            return nil
        }
        var start = max(max(cursor, period.start).addingSaturated(-lookback), period.start)
        // There is nothing to look back at before the start.
        if case .at(let time) = self.start { start = max(start, min(time, cursor)) }
        return TimeSlice(start: start, end: min(end, period.end))
    }

    /// The instant before which a partition that has come to a cursor has nothing more: the cursor,
    /// or the next period's beginning.
    package func settled(_ cursor: Int64, now: Int64) -> Int64 {
        let horizon = horizon(now: now)
        guard clamp != nil, cursor < horizon else { return cursor }
        do throws(PollProblem) {
            let period = try period(openBehind: cursor, before: horizon)
            return max(cursor, min(period?.start ?? horizon, horizon))
        } catch {
            // The next round says that the calendar ends.
            return cursor
        }
    }

    /// From when on all that came before an instant can be had.
    package func finalTime(of instant: Int64) -> Int64 {
        let end = instant.addingSaturated(alignment - 1).flooredToMultiple(of: alignment)
        return end.addingSaturated(settle)
    }

    /// The period that slices behind a cursor stay within, out to whole bars.
    private func period(
        openBehind cursor: Int64, before limit: Int64
    ) throws(PollProblem) -> TimeSlice? {
        guard let clamp else { return TimeSlice(start: .min, end: .max) }
        // A bar that the period ends in belongs to it.
        let bar = cursor.flooredToMultiple(of: alignment)
        guard let period = try clamp.period(openBehind: bar, before: limit) else { return nil }
        return TimeSlice(
            start: period.start.flooredToMultiple(of: alignment),
            end: period.end.addingSaturated(alignment - 1).flooredToMultiple(of: alignment))
    }

    /// The end of a slice as the vendor is asked for it.
    package func requestedEnd(of slice: TimeSlice) -> Int64 {
        endIsInclusive ? slice.end.addingSaturated(-granularity) : slice.end
    }

    /// All slices up to the horizon, for showing what would be asked for.
    package func slices(from cursor: Int64, now: Int64, limit: Int)
        throws(PollProblem) -> [TimeSlice]
    {
        var slices: [TimeSlice] = []
        var cursor = cursor
        while slices.count < limit, let round = try round([cursor], now: now),
            let slice = try slice(from: cursor, to: round.end)
        {
            slices.append(slice)
            cursor = round.end
        }
        return slices
    }
}
