internal import Telemetry

/// Shows a host's budget in the metrics.
struct HostMetrics {
    private let registry: MetricRegistry
    private let labels: [MetricRegistry.Label]

    init(_ host: String, _ registry: MetricRegistry) {
        self.registry = registry
        labels = [("host", host)]
    }

    func show(_ usage: BudgetUsage) {
        for window in usage.windows {
            let labels: [MetricRegistry.Label] = [
                ("window_seconds", Self.seconds(window.limit.window)),
                ("requests", window.isBackfill ? "backfill" : "all"),
            ]
            gauge(
                "budget_weight", "The weight that may be spent in a window.",
                Double(window.limit.weight), labels)
            gauge(
                "budget_used_weight", "The weight that was spent in the window until now.",
                Double(window.used), labels)
        }
        gauge("in_flight_requests", "Requests that are out.", Double(usage.inFlight))
        gauge(
            "blocked_seconds", "How long nothing is sent, because the host asked for it.",
            Double(usage.blockedNanoseconds) / 1e9)
        gauge(
            "remaining_weight", "What the host's headers say is left; NaN where they say nothing.",
            usage.remaining.map(Double.init) ?? .nan)
        gauge(
            "stopped", "1 when the host sent us away and is asked nothing any more.",
            usage.stopReason == nil ? 0 : 1)
        counter("spent_weight", "The weight that was spent.", Double(usage.spent))
        counter(
            "held_back", "How often requests waited for the budget.", Double(usage.heldBackCount))
        counter(
            "held_back_seconds", "How long requests waited for the budget.",
            Double(usage.heldBackNanoseconds) / 1e9)
    }

    private func gauge(
        _ name: String, _ help: String, _ value: Double, _ more: [MetricRegistry.Label] = []
    ) {
        registry.gauge("ticklake_poll_host_\(name)", help: help, labels: labels + more).set(value)
    }

    /// Lets a counter follow a number that is counted elsewhere.
    private func counter(_ name: String, _ help: String, _ value: Double) {
        let counter = registry.counter(
            "ticklake_poll_host_\(name)_total", help: help, labels: labels)
        counter.increment(by: value - counter.value)
    }

    private static func seconds(_ nanoseconds: Int64) -> String {
        nanoseconds % 1_000_000_000 == 0
            ? "\(nanoseconds / 1_000_000_000)" : "\(Double(nanoseconds) / 1e9)"
    }
}
