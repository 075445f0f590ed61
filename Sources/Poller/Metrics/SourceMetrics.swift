internal import Bytes
internal import Synchronization
internal import Telemetry

/// What is counted of one source.
///
/// Everything is there from the beginning, at zero, so that a rate can be taken of the first event.
package final class SourceMetrics: Sendable {
    private let requests: Counter
    private let retries: Counter
    private let rateLimited: Counter
    private let bytes: Counter
    private let rows: Counter
    private let records: Counter
    private let known: Counter
    private let refused: [RowProblem.Reason: Counter]
    private let failedPartitions: Counter
    private let heartbeats: Counter
    private let rounds: Counter
    private let latency: Histogram
    private let duration: Histogram
    private let lastSuccess: Gauge
    private let behind: Gauge
    private let stopped: Gauge
    private let status: Mutex<Status>

    private struct Status {
        /// Why the source is not polled; nil while it is.
        var trouble: String?
        /// Why the last poll had no partition at all; nil where it had one.
        var failure: String?
        /// The instant up to which the slowest partition is polled.
        var slowest: Int64?
        /// Where polling ends.
        var end = Int64.max
    }

    /// Bounds for seconds that polls take.
    private static let pollSeconds: [Double] = [
        0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600,
    ]

    init(_ source: String, _ registry: MetricRegistry) {
        let labels = [("source", source)]
        func counter(_ name: String, _ help: String) -> Counter {
            registry.counter("ticklake_poll_\(name)_total", help: help, labels: labels)
        }
        func gauge(_ name: String, _ help: String) -> Gauge {
            registry.gauge("ticklake_poll_\(name)", help: help, labels: labels)
        }
        requests = counter("requests", "Requests that were sent, tries included.")
        retries = counter("retries", "Requests that had to be tried again.")
        rateLimited = counter("rate_limited", "Answers that asked to wait.")
        bytes = counter("response_bytes", "Bytes of answers' bodies.")
        rows = counter("rows", "Records of the vendor, before any were left out.")
        records = counter("records", "Records that were sent to the topic.")
        known = counter("known_records", "Records that had been sent before.")
        failedPartitions = counter("failed_partitions", "Partitions that a poll could not have.")
        heartbeats = counter("heartbeats", "Heartbeats that were sent to the topic.")
        rounds = counter("rounds", "Rounds that were sent and written down.")
        let reasons = RowProblem.Reason.allCases.map { reason in
            let counter = registry.counter(
                "ticklake_poll_refused_records_total",
                help: "Records of the vendor that became nothing, by reason.",
                labels: labels + [("reason", reason.rawValue)])
            return (reason, counter)
        }
        refused = Dictionary(uniqueKeysWithValues: reasons)
        latency = registry.histogram(
            "ticklake_poll_request_duration_seconds",
            help: "From a request's sending to its answer, or to its failure.", labels: labels)
        duration = registry.histogram(
            "ticklake_poll_duration_seconds", help: "How long polls took that caught up.",
            labels: labels, bounds: Self.pollSeconds)
        lastSuccess = gauge(
            "last_success_timestamp_seconds",
            "When the last poll ended that had all partitions; 0 before the first.")
        behind = gauge(
            "behind_seconds", "How far the slowest partition is behind now, or behind the end.")
        stopped = gauge("source_stopped", "1 while the source is not polled, for a problem.")
        status = Mutex(Status())
    }

    /// Counts a request.
    func sent() { requests.increment() }

    /// Counts an answer.
    func answered(after nanoseconds: Int64) { latency.observe(Double(nanoseconds) / 1e9) }

    /// Counts what an answer added; requests were counted when they were sent.
    func count(_ counts: FetchCounts, since before: FetchCounts) {
        retries.increment(by: counts.retries - before.retries)
        rateLimited.increment(by: counts.rateLimited - before.rateLimited)
        bytes.increment(by: counts.bytes - before.bytes)
        rows.increment(by: counts.rows - before.rows)
        for (reason, count) in counts.problems.counts {
            refused[reason]?.increment(by: count - (before.problems.counts[reason] ?? 0))
        }
    }

    /// Counts what a round added.
    func count(_ report: PollReport, since before: PollReport) {
        records.increment(by: report.records - before.records)
        known.increment(by: report.known - before.known)
        heartbeats.increment(by: report.heartbeats - before.heartbeats)
        rounds.increment(by: report.rounds - before.rounds)
        failedPartitions.increment(by: report.failures.count - before.failures.count)
    }

    /// Notes up to which instant the slowest partition is polled, and where polling ends.
    func noteProgress(_ slowest: Int64?, end: Int64?) {
        status.withLock {
            $0.slowest = slowest
            $0.end = end ?? .max
        }
    }

    /// Notes how a poll ended.
    package func noteEnd(_ end: PollEnd, _ report: PollReport, began: Int64, now: Int64) {
        switch end {
        case .caughtUp:
            duration.observe(Double(now.addingSaturated(-began)) / 1e9)
            if report.failures.isEmpty { lastSuccess.set(Double(now) / 1e9) }
            let isAll = report.failures.count >= report.partitions
            let failure = isAll ? report.failures.first?.reason : nil
            status.withLock { $0.failure = failure }
        case .sourceStopped(let reason), .hostStopped(let reason): noteTrouble(reason)
        case .stopped: break
        }
    }

    /// Notes why the source is not polled, or that it is again.
    package func noteTrouble(_ reason: String?) {
        stopped.set(reason != nil)
        status.withLock { $0.trouble = reason }
    }

    /// Why nothing of the source is had; nil while something is.
    var trouble: String? { status.withLock { $0.trouble ?? $0.failure } }

    /// Brings what depends on the time up to date.
    func refresh(now: Int64) {
        let (slowest, end) = status.withLock { ($0.slowest, $0.end) }
        guard let slowest else { return }
        behind.set(Double(max(0, min(now, end).addingSaturated(-slowest))) / 1e9)
    }
}
