internal import Synchronization

/// The budgets of all hosts that a process asks.
package final class BudgetBook: Sendable {
    private let budgets: Mutex<[String: HostBudget]> = Mutex([:])

    /// Makes an empty book.
    package init() {}

    /// Works on the budget of a host (`host:port`), alone.
    package func withBudget<Result>(
        of host: String, _ body: (inout sending HostBudget) -> sending Result
    ) -> sending Result {
        budgets.withLock { budgets in
            var budget = budgets[host] ?? HostBudget()
            let result = body(&budget)
            budgets[host] = budget
            return result
        }
    }

    /// Hosts that sent us away, with the reason.
    package var stoppedHosts: [(host: String, reason: String)] {
        budgets.withLock { budgets in
            budgets.compactMap { host, budget in budget.stopped.map { (host, $0) } }
        }.sorted { $0.host < $1.host }
    }
}
