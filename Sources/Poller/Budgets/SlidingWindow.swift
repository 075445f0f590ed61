internal import Bytes

/// What was spent within a moving window, and when there is room again.
///
/// Spending, forgetting and asking take constant time on average. Spendings that are closer
/// together than a 65,536th of the window count as one, at the latest of their times: memory is
/// bounded, and a request waits at most that much longer than it would have to.
struct SlidingWindow: Sendable {
    private struct Spending: Sendable {
        let first: Int64
        var last: Int64
        var weight: Int
    }

    private(set) var limit: RateLimit
    /// The weight within the window that ends with the last `forget`.
    private(set) var used = 0
    /// Oldest first; those before `head` have left the window.
    private var spendings: [Spending] = []
    private var head = 0

    private static let spendingsMax: Int64 = 65_536

    /// Makes an empty window, or one that knows what another has seen.
    init(_ limit: RateLimit, after other: SlidingWindow? = nil) {
        self.limit = limit
        for spending in other?.spendings.dropFirst(other?.head ?? 0) ?? [] {
            spend(spending.weight, at: spending.last)
        }
    }

    /// Takes a stricter weight.
    mutating func lower(to weight: Int) { limit.weight = min(limit.weight, weight) }

    /// Counts a weight; times ascend.
    mutating func spend(_ weight: Int, at time: Int64) {
        used += weight
        if let newest = spendings.last, head < spendings.count,
            time.addingSaturated(-newest.first) <= limit.window / Self.spendingsMax
        {
            spendings[spendings.count - 1].last = max(newest.last, time)
            spendings[spendings.count - 1].weight += weight
        } else {
            // A clock that was set back must not bring the order into disorder.
            let time = max(time, spendings.last?.last ?? time)
            spendings.append(Spending(first: time, last: time, weight: weight))
        }
    }

    /// Leaves out what has left the window.
    mutating func forget(now: Int64) {
        while head < spendings.count, leaves(spendings[head]) <= now {
            used -= spendings[head].weight
            head += 1
        }
        guard head > 64, head > spendings.count / 2 else { return }
        spendings.removeFirst(head)
        head = 0
    }

    /// When there is room for a weight; nil for now.
    ///
    /// `forget` comes first. A request that is heavier than the whole limit goes when nothing else
    /// is counted.
    func opening(for weight: Int) -> Int64? {
        let most = max(limit.weight, weight)
        guard used > 0, used + weight > most else { return nil }
        var left = used
        for spending in spendings[head...] {
            left -= spending.weight
            if left + weight <= most { return leaves(spending) }
        }
        return nil
    }

    private func leaves(_ spending: Spending) -> Int64 {
        spending.last.addingSaturated(limit.window)
    }
}
