/// How much a host takes: so much weight within any window of this length.
package struct RateLimit: Sendable, Equatable {
    /// The weight that may be spent in a window; a request's weight is 1 unless its source says so.
    package var weight: Int
    /// The window's length, in nanoseconds.
    package var window: Int64

    /// Makes a limit.
    package init(weight: Int, window: Int64) {
        self.weight = weight
        self.window = window
    }
}

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
}
