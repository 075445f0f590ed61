internal import Bytes

/// How much of what could be asked for a round takes.
///
/// A round is in memory until it is sent. One that holds more than the source's limit is left, and
/// asked again in halves: of its time first, so that what is sent stays in the order of time over
/// all partitions, and of its partitions where its time is the shortest. What was found out holds
/// for the poller's life. Rounds that are far from the limit let the next ones take twice as much.
struct RoundSize: Sendable, Equatable {
    /// The longest time of a round, in nanoseconds.
    private(set) var step = Int64.max
    /// The most pages of ids of one group.
    private(set) var pages = Int.max
    /// The most groups of partitions.
    private(set) var groups = Int.max

    /// Takes half of what a round had that was too large; false where it was the smallest.
    mutating func halve(_ round: PlannedRound, _ source: SourcePlan) -> Bool {
        switch source.cursor {
        case .time(let cursor) where round.length > cursor.shortestStep:
            let unit = max(cursor.alignment, cursor.granularity)
            step = max(cursor.shortestStep, (round.length / 2).flooredToMultiple(of: unit))
        case .id where round.pages > 1: pages = round.pages / 2
        default:
            guard round.fetches.count > 1 else { return false }
            groups = round.fetches.count / 2
        }
        return true
    }

    /// Takes twice as much after a round that had less than a quarter of the limit, though it was
    /// as large as it could be.
    mutating func grow(after round: PlannedRound, _ fetched: FetchRound) {
        let limits = fetched.context.source.limits
        guard fetched.recordBytes < limits.roundBytes / 4 else { return }
        if groups < round.groupCount {
            groups *= 2
        } else if round.length >= step {
            step = step.multipliedSaturated(2)
        } else if pages < limits.pages, fetched.fetches.contains(where: \.isCut) {
            pages *= 2
        }
    }
}
