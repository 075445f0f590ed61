internal import Bytes

/// A range of the past that is polled beside what is polled anyhow.
///
/// It has a state of its own, so that it neither moves the live cursor nor stands in the way of the
/// live poller. It sends what of the range is not in the topic: it looks the topic through, and
/// leaves to the live poller what that still asks for itself.
package struct Backfill: Sendable, Equatable {
    /// The range.
    package var range: TimeSlice
    /// By partition, the instant from which on the live poller sends; none for those that it does
    /// not poll.
    package private(set) var ceilings: [String: Int64]

    /// Fills a range.
    ///
    /// - Parameters:
    ///   - live: how far the live poller has come; nil when the source was never polled.
    ///   - source: the source as it is polled live.
    package init(_ range: TimeSlice, beside live: PollState?, _ source: SourcePlan) {
        self.range = range
        ceilings = Self.ceilings(live, lookback: source.lookback)
    }

    /// Whether the live poller still sends only what it is left to.
    func leaves(_ live: PollState?) -> Bool {
        Self.ceilings(live, lookback: 0).allSatisfy { key, time in
            ceilings[key].map { $0 <= time } ?? false
        }
    }

    private static func ceilings(_ live: PollState?, lookback: Int64) -> [String: Int64] {
        guard let live else { return [:] }
        let lookback = max(lookback, live.lookback ?? 0)
        return live.partitions.compactMapValues { $0.time?.addingSaturated(-lookback) }
    }
}

extension SourcePlan {
    /// The source as it fills a range of the past.
    ///
    /// - Throws: when its cursor is not one of times.
    package func filling(_ backfill: Backfill) throws(PollProblem) -> SourcePlan {
        guard case .time(var cursor) = cursor else {
            throw PollProblem(
                "the source \(name) has no cursor of times: there is nothing to fill")
        }
        cursor.start = .at(backfill.range.start)
        cursor.end = backfill.range.end.addingSaturated(overhang)
        // Old bars are final: a slice only looks back to where its first one begins.
        cursor.lookback = records.barInterval ?? cursor.lookback
        var plan = self
        plan.cursor = .time(cursor)
        plan.backfill = backfill
        // It promises nothing of what is new.
        plan.heartbeatLead = nil
        return plan
    }

    /// How far behind a range's end a vendor may file records of the range, in nanoseconds.
    ///
    /// Trades are often cut by when they were received; bars have one time.
    var overhang: Int64 { records.barInterval == nil ? lookback : 0 }

    /// The instant from which on a partition's records are none of the poller's business: they are
    /// behind the range that is filled, or another poller sends them.
    func end(of partition: SourcePartition) -> Int64 {
        guard let backfill else { return .max }
        return min(backfill.range.end, backfill.ceilings[partition.key] ?? .max)
    }

    /// How much of what was polled is asked for again, in nanoseconds.
    var lookback: Int64 {
        if case .time(let cursor) = cursor { return cursor.lookback }
        return 0
    }
}
