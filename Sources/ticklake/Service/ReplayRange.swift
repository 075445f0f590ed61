package import Pipeline

/// The part of the topics that a replay reads.
package struct ReplayRange: Sendable {
    /// An end of the part.
    package enum End: Sendable, Equatable {
        /// Where the topic begins or ends.
        case open
        /// An offset, the same in every lane of the tick topics.
        case offset(Int64)
        /// The first record whose Kafka timestamp (ms) is at or after this.
        case time(Int64)
    }

    /// Where it begins, and where it ends; the end itself is not in it.
    package var from: End
    package var until: End

    /// Makes a range of its ends.
    package init(from: End = .open, until: End = .open) {
        self.from = from
        self.until = until
    }

    /// Whether the range holds something in some topic: its end is after its start.
    package var isOrdered: Bool {
        switch (from, until) {
        case (.offset(let from), .offset(let until)), (.time(let from), .time(let until)):
            from < until
        default: true
        }
    }

    /// The offsets that a lane's part has now, within what the source has of the lane.
    ///
    /// Instruments are what ticks refer to, whenever they were published: their lanes are read from
    /// their beginning. They have offsets of their own, so only a time ends them.
    package func offsets(
        of lane: LaneID, _ kind: TopicKind, in source: any RecordSource
    ) throws -> Range<Int64> {
        let bounds = try source.bounds(of: lane)
        func place(_ end: End) throws -> Int64? {
            switch end {
            case .open: nil
            case .offset(let offset): kind == .ticks ? offset : nil
            case .time(let milliseconds):
                try source.resolve(.timestamp(milliseconds: milliseconds), for: lane)
            }
        }
        let low = kind == .ticks ? try place(from) ?? bounds.lowerBound : bounds.lowerBound
        let high = try place(until) ?? bounds.upperBound
        return (low..<max(low, high)).clamped(to: bounds)
    }

    /// What is to be said of a replay that found nothing in its range; nil when it did.
    package func warning(_ status: EngineStatus, tickTopics: [String]) -> String? {
        let ranged = status.lanes.filter { tickTopics.contains($0.lane.topic) }
        guard !ranged.isEmpty, ranged.allSatisfy({ $0.recordsRead == 0 }) else { return nil }
        var usesTime = false
        for case .time in [from, until] { usesTime = true }
        let why =
            usesTime
            ? "times in --from and --to are Kafka's, of when a broker took a record in, not the "
                + "ticks' own"
            : "their lanes have none of these offsets"
        return "the replay has read no record of \(tickTopics.joined(separator: ", ")). \(why). "
            + "`ticklake topics show` lists the offsets that are there"
    }
}
