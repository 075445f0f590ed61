/// How much a host takes: so much weight within any window of this length.
package struct RateLimit: Sendable, Equatable {
    /// The weight that may be spent in a window; a request's weight is 1 unless its source says so.
    package var weight: Int
    /// The window's length, in nanoseconds.
    package var window: Int64

    /// The largest weight there may be: sums of weights stay far from what an integer holds.
    static let weightMax = 1_000_000_000

    /// Makes a limit.
    package init(weight: Int, window: Int64) {
        self.weight = weight
        self.window = window
    }
}

/// What polling a range of the past may take of a host's budget.
package struct BackfillShare: Sendable, Equatable {
    /// Its own limits, which hold besides the host's.
    package var rateLimits: [RateLimit]
    /// The most requests that are out at a time.
    package var concurrency: Int

    /// Makes a share.
    package init(rateLimits: [RateLimit], concurrency: Int) {
        self.rateLimits = rateLimits
        self.concurrency = concurrency
    }

    /// Half of what the host takes, so that as much is left for what is new.
    package static func half(of limits: [RateLimit], concurrency: Int) -> BackfillShare {
        BackfillShare(
            rateLimits: limits.map { RateLimit(weight: max(1, $0.weight / 2), window: $0.window) },
            concurrency: max(1, concurrency / 2))
    }
}

/// What a request takes of a host's budget.
package struct RequestCost: Sendable, Equatable {
    /// Its weight.
    package var weight: Int
    /// Whether it asks for a range of the past, whose share is its own.
    package var isBackfill: Bool

    /// Makes a cost.
    package init(weight: Int, isBackfill: Bool = false) {
        self.weight = weight
        self.isBackfill = isBackfill
    }
}
