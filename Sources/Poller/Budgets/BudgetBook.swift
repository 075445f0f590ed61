internal import Synchronization

/// The budgets of all hosts that a process asks.
package final class BudgetBook: Sendable {
    private let budgets: Mutex<[String: HostBudget]> = Mutex([:])

    /// Makes an empty book.
    package init() {}

    /// Works on the budget of a host (its origin), alone.
    package func withBudget<Result: Sendable>(
        of host: String, _ body: (inout HostBudget) -> Result
    ) -> Result {
        budgets.withLock { body(&$0[host, default: HostBudget()]) }
    }

    /// How all budgets stand, by host.
    package func usage(now: Int64) -> [(host: String, usage: BudgetUsage)] {
        budgets.withLock { budgets in
            budgets.keys.sorted().map { host in
                (host, budgets[host, default: HostBudget()].usage(now: now))
            }
        }
    }
}
