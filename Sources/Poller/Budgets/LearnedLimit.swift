internal import Bytes
internal import HTTPTransfer

/// Header fields in which a host tells how much of its budget is left.
package struct LearnedLimit: Sendable, Equatable {
    /// The header with the weight that is left.
    package var remaining: String?
    /// The header with the weight that was used, and the budget that it is compared with.
    package var used: String?
    /// The budget that `used` is compared with.
    package var budget: Int?
    /// The header that says when the budget is whole again.
    package var reset: String?
    /// Whether `reset` is a point in time (seconds since the epoch) and not a number of seconds.
    package var resetIsTime: Bool
    /// How long to hold back where there is no `reset`, in nanoseconds: the vendor's window.
    package var window: Int64

    /// No header holds requests back for longer: a vendor's wrong clock must not do so for a day.
    private static let longestReset: Int64 = 3_600_000_000_000

    /// Makes a rule.
    package init(
        remaining: String? = nil, used: String? = nil, budget: Int? = nil, reset: String? = nil,
        resetIsTime: Bool = false, window: Int64 = 60_000_000_000
    ) {
        self.remaining = remaining
        self.used = used
        self.budget = budget
        self.reset = reset
        self.resetIsTime = resetIsTime
        self.window = window
    }

    /// The weight that an answer says is left; nil where it says nothing.
    ///
    /// A vendor who counts nothing says so with a number below zero, or with a very large one.
    func left(in response: HTTPResponse) -> Int? {
        if let left = remaining.flatMap(response.header).flatMap({ Int($0) }) {
            return left < 0 ? nil : min(left, RateLimit.weightMax)
        }
        guard let used = used.flatMap(response.header).flatMap({ Int($0) }), let budget else {
            return nil
        }
        return budget - min(max(0, used), budget)
    }

    /// When the budget is whole again.
    func resetTime(in response: HTTPResponse, now: Int64) -> Int64 {
        let latest = now.addingSaturated(Self.longestReset)
        guard let seconds = reset.flatMap(response.header).flatMap({ Int64($0) }) else {
            return min(now.addingSaturated(window), latest)
        }
        let nanoseconds = seconds.multipliedSaturated(1_000_000_000)
        let time = resetIsTime ? nanoseconds : now.addingSaturated(nanoseconds)
        return min(max(time, now), latest)
    }
}
