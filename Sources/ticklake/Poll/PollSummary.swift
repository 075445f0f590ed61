import JSONColumns
import Poller

/// What a run of the poller came to.
struct PollSummary {
    let outcomes: [SourceLoop.Outcome]
    let hosts: [(host: String, usage: BudgetUsage)]

    /// One row for each source.
    var text: String {
        let numbers = ["requests", "retries", "rows", "records", "known", "refused", "failed"]
        var table = TextTable(["source"] + numbers + ["end"], right: Set(numbers))
        for outcome in outcomes {
            let report = outcome.report
            let counts = [
                report.counts.requests, report.counts.retries, report.counts.rows, report.records,
                report.known, report.counts.problems.count, report.failures.count,
            ]
            table.append([outcome.source] + counts.map(Readable.count) + [Self.word(outcome)])
        }
        return table.text
    }

    /// One line of JSON.
    var json: String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("sources")
        writer.beginArray()
        for outcome in outcomes { Self.write(outcome, to: &writer) }
        writer.endArray()
        writer.name("hosts")
        writer.beginArray()
        for (host, usage) in hosts { Self.write(host, usage, to: &writer) }
        writer.endArray()
        writer.endObject()
        writer.endLine()
        return writer.text
    }

    private static func write(_ outcome: SourceLoop.Outcome, to writer: inout JSONWriter) {
        let report = outcome.report
        writer.beginObject()
        writer.member("source", outcome.source)
        writer.member("requests", report.counts.requests)
        writer.member("retries", report.counts.retries)
        writer.member("rate_limited", report.counts.rateLimited)
        writer.member("bytes", report.counts.bytes)
        writer.member("rows", report.counts.rows)
        writer.member("outside", report.counts.outside)
        writer.member("left_out", report.counts.left)
        writer.member("records", report.records)
        writer.member("known", report.known)
        writer.member("heartbeats", report.heartbeats)
        writer.member("rounds", report.rounds)
        writer.member("halved", report.halved)
        writer.name("refused")
        writer.beginObject()
        let refused = report.counts.problems.counts
        for (reason, count) in refused.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            writer.member(reason.rawValue, count)
        }
        writer.endObject()
        writer.name("failed")
        writer.beginObject()
        for failure in report.failures { writer.member(failure.partition, failure.reason) }
        writer.endObject()
        let drift = report.counts.survey.drift
        writer.name("drift")
        writer.beginObject()
        writer.member("new", .array(drift.new.map { .string($0) }))
        writer.member("absent", .array(drift.absent.map { .string($0) }))
        writer.endObject()
        writer.member("end", word(outcome))
        writer.endObject()
    }

    private static func write(
        _ host: String, _ usage: BudgetUsage, to writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.member("host", host)
        writer.member("spent", usage.spent)
        writer.member("held_back", usage.heldBackCount)
        writer.member("held_back_ms", Int(usage.heldBackNanoseconds / 1_000_000))
        if let reason = usage.stopReason { writer.member("stopped", reason) }
        writer.endObject()
    }

    private static func word(_ outcome: SourceLoop.Outcome) -> String {
        if outcome.problem != nil { return "failed" }
        return switch outcome.end {
        case .caughtUp:
            outcome.report.failures.isEmpty
                ? "caught up"
                : outcome.report.failures.count < outcome.report.partitions ? "partly" : "failed"
        case .stopped, nil: "stopped"
        case .sourceStopped: "source stopped"
        case .hostStopped: "host stopped"
        }
    }

    /// Why the run did not do all that it was to do; nil when it did.
    ///
    /// A service that was told to end has ended well, whatever its last poll came to.
    func failure(wasTold: Bool) -> CommandError? {
        for outcome in outcomes {
            if let problem = outcome.problem {
                return CommandError(.unavailable, "\(outcome.source)", why: problem)
            }
            switch outcome.end {
            case .sourceStopped(let reason), .hostStopped(let reason):
                return CommandError(
                    .failed, "\(outcome.source) cannot be polled", why: reason,
                    advice: "ticklake poll preview shows the request")
            case .caughtUp, .stopped, nil: break
            }
        }
        let failed = outcomes.flatMap(\.report.failures)
        guard let first = failed.first, !wasTold else { return nil }
        return CommandError(
            .tryAgain,
            "\(failed.count == 1 ? "1 partition" : "\(failed.count) partitions")"
                + " could not be polled",
            why: "\(first.partition): \(first.reason)",
            advice: "what was had is in the topic; the next poll goes on where these stand")
    }
}
