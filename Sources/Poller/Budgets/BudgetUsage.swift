/// How a host's budget stands at a time.
package struct BudgetUsage: Sendable, Equatable {
    /// A limit, and what is used of it.
    package struct Window: Sendable, Equatable {
        /// The limit.
        package let limit: RateLimit
        /// The weight that was spent within the window.
        package let used: Int
        /// Whether only backfills are counted.
        package let isBackfill: Bool

        init(_ window: SlidingWindow, isBackfill: Bool) {
            limit = window.limit
            used = window.used
            self.isBackfill = isBackfill
        }
    }

    /// The limits.
    package let windows: [Window]
    /// Requests that are out.
    package let inFlight: Int
    /// The weight spent since the beginning.
    package let spent: Int
    /// What the host says is left; nil where it says nothing.
    package let remaining: Int?
    /// How long no request is sent, because the host said so, in nanoseconds.
    package let blockedNanoseconds: Int64
    /// How often requests were held back for want of budget.
    package let heldBackCount: Int
    /// How long they were, in nanoseconds.
    package let heldBackNanoseconds: Int64
    /// Why no request is sent any more; nil while they are.
    package let stopReason: String?
}
