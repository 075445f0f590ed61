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
        /// Not before this time.
        case wait(until: Int64)
        /// Never: the host sent us away.
        case stopped(reason: String)
    }

    /// A weight spent at a time.
    private struct Spending: Sendable {
        let time: Int64
        let weight: Int
    }

    private var limits: [RateLimit] = []
    /// What was spent within the longest window, oldest first.
    private var spendings: [Spending] = []
    private var blockedUntil = Int64.min
    private var stopReason: String?
    private var concurrencyMax = Int.max
    /// Requests that are out.
    package private(set) var inFlight = 0
    /// The weight spent since the beginning.
    package private(set) var spent = 0

    /// Makes a budget without limits.
    package init() {}

    /// Adds a source's limits; of two for the same window the smaller holds.
    package mutating func declare(_ added: [RateLimit], concurrency: Int) {
        for limit in added {
            if let index = limits.firstIndex(where: { $0.window == limit.window }) {
                limits[index].weight = min(limits[index].weight, limit.weight)
            } else {
                limits.append(limit)
            }
        }
        concurrencyMax = min(concurrencyMax, concurrency)
    }

    /// Asks whether a request of a weight may go out now, and spends the weight if it may.
    package mutating func admit(weight: Int, now: Int64) -> Admission {
        if let stopReason { return .stopped(reason: stopReason) }
        if blockedUntil > now { return .wait(until: blockedUntil) }
        forget(before: now)
        if let time = earliest(weight: weight, now: now) { return .wait(until: time) }
        // Whoever holds a place gives it back; that wakes the one who waits.
        guard inFlight < concurrencyMax else { return .wait(until: .max) }
        spendings.append(Spending(time: now, weight: weight))
        inFlight += 1
        spent += weight
        return .go
    }

    /// Notes that a request is over.
    package mutating func finish() { inFlight = max(0, inFlight - 1) }

    /// Holds every request back until a time.
    package mutating func block(until time: Int64) { blockedUntil = max(blockedUntil, time) }

    /// Sends no request any more.
    package mutating func stop(reason: String) { stopReason = stopReason ?? reason }

    /// Why no request is sent any more; nil while they are.
    package var stopped: String? { stopReason }

    /// Learns from a response how much is left.
    package mutating func learn(_ rules: [LearnedLimit], from response: HTTPResponse, now: Int64) {
        for rule in rules where isExhausted(rule, response) {
            block(until: resetTime(rule, response, now: now))
        }
    }

    private func isExhausted(_ rule: LearnedLimit, _ response: HTTPResponse) -> Bool {
        if let left = rule.remaining.flatMap(response.header).flatMap({ Int($0) }) {
            return left <= 0
        }
        if let used = rule.used.flatMap(response.header).flatMap({ Int($0) }),
            let budget = rule.budget
        {
            return used >= budget
        }
        return false
    }

    private func resetTime(_ rule: LearnedLimit, _ response: HTTPResponse, now: Int64) -> Int64 {
        guard let seconds = rule.reset.flatMap(response.header).flatMap({ Int64($0) }) else {
            return now.addingSaturated(rule.window)
        }
        let nanoseconds = seconds.multipliedSaturated(1_000_000_000)
        let time = rule.resetIsTime ? nanoseconds : now.addingSaturated(nanoseconds)
        // A vendor's wrong clock must not hold us for a day.
        return min(max(time, now), now.addingSaturated(HostBudget.longestReset))
    }

    private static let longestReset: Int64 = 3_600_000_000_000

    /// The earliest time at which every window has room; nil when that is now.
    private func earliest(weight: Int, now: Int64) -> Int64? {
        limits.compactMap { limit -> Int64? in
            var used = 0
            // From the newest back: what must leave the window before there is room.
            for spending in spendings.reversed() {
                let leaves = spending.time.addingSaturated(limit.window)
                guard leaves > now else { break }
                used += spending.weight
                // A request heavier than the whole budget goes when nothing else is counted.
                if used > 0, used + weight > max(limit.weight, weight) { return leaves }
            }
            return nil
        }.max()
    }

    private mutating func forget(before now: Int64) {
        let longest = limits.map(\.window).max() ?? 0
        let kept = spendings.firstIndex { $0.time.addingSaturated(longest) > now }
        spendings.removeFirst(kept ?? spendings.count)
    }
}
