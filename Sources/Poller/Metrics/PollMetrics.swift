internal import Synchronization
internal import Telemetry

/// What is counted of all sources and hosts of a process, as Prometheus reads it.
package final class PollMetrics: Sendable {
    private let registry = MetricRegistry(seriesMax: 10_000)
    private let budgets: BudgetBook
    private let sources: Mutex<[String: SourceMetrics]> = Mutex([:])

    /// The text's content type.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// Counts nothing yet.
    ///
    /// - Parameter budgets: those of the hosts that are asked.
    package init(_ budgets: BudgetBook) {
        self.budgets = budgets
    }

    /// The metrics of a source; the same ones for the same name.
    package func source(_ name: String) -> SourceMetrics {
        sources.withLock { sources in
            if let found = sources[name] { return found }
            let made = SourceMetrics(name, registry)
            sources[name] = made
            return made
        }
    }

    /// All metrics in Prometheus' text format, version 0.0.4.
    package func text(now: Int64) -> String {
        // One at a time: counters of hosts follow their budgets.
        sources.withLock { sources in
            for source in sources.values { source.refresh(now: now) }
            for (host, usage) in budgets.usage(now: now) { HostMetrics(host, registry).show(usage) }
            return registry.text()
        }
    }

    /// Which sources and hosts are not asked, and why; empty while all are.
    package func troubles(now: Int64) -> [String] {
        let hosts = budgets.usage(now: now).compactMap { host, usage in
            usage.stopReason.map { "host \(host): \($0)" }
        }
        let sources = sources.withLock { sources in
            sources.sorted { $0.key < $1.key }.compactMap { name, source in
                source.trouble.map { "source \(name): \($0)" }
            }
        }
        return hosts + sources
    }
}
