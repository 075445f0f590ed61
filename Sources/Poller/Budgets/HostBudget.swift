internal import Bytes
package import HTTPTransfer

/// What may still be asked of one host, shared by all sources that ask it.
///
/// Times are nanoseconds since the epoch, as the caller's clock tells them.
package struct HostBudget: Sendable {
    /// What a request is told.
    package enum Admission: Sendable, Equatable {
        /// It may go out; its weight is spent.
        case go
        /// Not before this time; `Int64.max` for when another request is back.
        case wait(until: Int64)
        /// Never: the host sent us away.
        case stopped(reason: String)
    }

    private var windows: [SlidingWindow] = []
    private var backfillWindows: [SlidingWindow] = []
    private var learned: [LearnedBudget] = []
    private var blockedUntil = Int64.min
    private var stopReason: String?
    private var concurrencyMax = Int.max
    private var backfillConcurrencyMax = Int.max
    private var inFlight = 0
    private var backfillsInFlight = 0
    private var inFlightWeight = 0
    private var spent = 0
    private var heldBackCount = 0
    private var heldBackNanoseconds: Int64 = 0

    /// Makes a budget without limits.
    package init() {}

    /// Adds a source's limits; of two for the same window the smaller holds.
    ///
    /// - Parameter backfill: the share of a source that fills a range of the past; nil for others.
    package mutating func declare(
        _ limits: [RateLimit], concurrency: Int, backfill: BackfillShare? = nil
    ) {
        Self.add(limits, to: &windows)
        concurrencyMax = min(concurrencyMax, concurrency)
        guard let backfill else { return }
        Self.add(backfill.rateLimits, to: &backfillWindows)
        backfillConcurrencyMax = min(backfillConcurrencyMax, backfill.concurrency)
    }

    private static func add(_ limits: [RateLimit], to windows: inout [SlidingWindow]) {
        for limit in limits {
            if let index = windows.firstIndex(where: { $0.limit.window == limit.window }) {
                windows[index].lower(to: limit.weight)
            } else {
                // What another source has spent until now counts too.
                let longest = windows.max { $0.limit.window < $1.limit.window }
                windows.append(SlidingWindow(limit, after: longest))
            }
        }
    }

    /// Asks whether a request may go out now, and spends its weight if it may.
    package mutating func admit(_ cost: RequestCost, now: Int64) -> Admission {
        if let stopReason { return .stopped(reason: stopReason) }
        if blockedUntil > now { return .wait(until: blockedUntil) }
        if let time = opening(for: cost, now: now) { return .wait(until: time) }
        // Whoever holds a place gives it back; that wakes the one who waits.
        guard inFlight < concurrencyMax,
            !cost.isBackfill || backfillsInFlight < backfillConcurrencyMax
        else { return .wait(until: .max) }
        for index in windows.indices { windows[index].spend(cost.weight, at: now) }
        if cost.isBackfill {
            for index in backfillWindows.indices {
                backfillWindows[index].spend(cost.weight, at: now)
            }
            backfillsInFlight += 1
        }
        inFlight += 1
        inFlightWeight += cost.weight
        spent += cost.weight
        return .go
    }

    /// The earliest time at which there is room everywhere; nil when that is now.
    private mutating func opening(for cost: RequestCost, now: Int64) -> Int64? {
        var latest = Int64.min
        for index in windows.indices {
            windows[index].forget(now: now)
            latest = max(latest, windows[index].opening(for: cost.weight) ?? .min)
        }
        for index in backfillWindows.indices where cost.isBackfill {
            backfillWindows[index].forget(now: now)
            latest = max(latest, backfillWindows[index].opening(for: cost.weight) ?? .min)
        }
        for budget in learned {
            let time = budget.opening(for: cost, inFlight: inFlightWeight, now: now)
            latest = max(latest, time ?? .min)
        }
        return latest == .min ? nil : latest
    }

    /// Notes that a request is over, and learns from its answer how much is left.
    ///
    /// - Parameters:
    ///   - sentAt: when it was admitted.
    ///   - answer: nil where none came.
    package mutating func finish(
        _ cost: RequestCost, sentAt: Int64, answer: HTTPResponse?, rules: [LearnedLimit],
        now: Int64
    ) {
        inFlight = max(0, inFlight - 1)
        inFlightWeight = max(0, inFlightWeight - cost.weight)
        if cost.isBackfill { backfillsInFlight = max(0, backfillsInFlight - 1) }
        for rule in rules where !learned.contains(where: { $0.rule == rule }) {
            learned.append(LearnedBudget(rule))
        }
        for index in learned.indices {
            learned[index].finish(
                cost.weight, answer, sentAt: sentAt, inFlight: inFlightWeight, now: now)
        }
    }

    /// Notes that a request was sent only after so many nanoseconds, for want of budget.
    package mutating func noteHeldBack(_ nanoseconds: Int64) {
        heldBackCount += 1
        heldBackNanoseconds = heldBackNanoseconds.addingSaturated(max(0, nanoseconds))
    }

    /// Holds every request back until a time.
    package mutating func block(until time: Int64) { blockedUntil = max(blockedUntil, time) }

    /// Sends no request any more.
    package mutating func stop(reason: String) { stopReason = stopReason ?? reason }

    /// How the host's budget stands.
    package mutating func usage(now: Int64) -> BudgetUsage {
        for index in windows.indices { windows[index].forget(now: now) }
        for index in backfillWindows.indices { backfillWindows[index].forget(now: now) }
        let live = windows.map { BudgetUsage.Window($0, isBackfill: false) }
        return BudgetUsage(
            windows: live + backfillWindows.map { BudgetUsage.Window($0, isBackfill: true) },
            inFlight: inFlight, spent: spent,
            remaining: learned.compactMap { $0.left(now: now) }.min(),
            blockedNanoseconds: max(0, blockedUntil.addingSaturated(-now)),
            heldBackCount: heldBackCount, heldBackNanoseconds: heldBackNanoseconds,
            stopReason: stopReason)
    }
}
