import JSONColumns
import Pipeline
import Platform
import Telemetry

/// Runs a service with the process's signals: the first drains it, the second ends it at once.
enum ServiceRunner {
    /// How long a drain may take.
    private static let drainNanoseconds: Int64 = 60_000_000_000

    /// Runs the service and ends the process with its exit code.
    static func run(_ service: PipelineService, json: Bool) -> Never {
        Signals.ignoreBrokenPipes()
        Lifecycle.runUntilSignalled(
            drainNanoseconds: drainNanoseconds,
            report: { notice in
                switch notice {
                case .stopping(let signal):
                    service.log.info("stopping", ["signal": .string(signal.name)])
                case .secondSignal: service.log.warning("stopped at once by a second signal")
                case .deadlinePassed: service.log.error("the drain took too long")
                }
            },
            body: { stop in
                do {
                    let summary = try service.run(stop: stop)
                    try show(summary, json: json)
                    return summary.exitCode.rawValue
                } catch {
                    let failure = CommandError(reporting: error)
                    Console.report("error: \(failure.message)")
                    return failure.exitCode.rawValue
                }
            })
    }

    private static func show(_ summary: ServiceSummary, json: Bool) throws {
        for problem in summary.problems { Console.report("error: \(problem)") }
        for warning in summary.warnings { Console.report("warning: \(warning)") }
        guard !json else {
            return try Console.showLine(JSONValue.object(report(summary)).text)
        }
        let records = summary.status.recordsRead
        try Console.showLine(
            "\(Readable.count(records)) records in "
                + "\(Readable.duration(nanoseconds: summary.nanoseconds)), "
                + Readable.rate(records, nanoseconds: summary.nanoseconds, unit: "records"))
        for line in summary.counts.lines { try Console.showLine(line) }
    }

    /// The summary for machines.
    static func report(_ summary: ServiceSummary) -> JSONObject {
        let lanes = summary.status.lanes.map { lane -> JSONValue in
            .object([
                "lane": .string(lane.lane.description), "position": .integer(lane.position),
                "committed": lane.committed.map { .integer($0) } ?? .null,
                "records": .integer(lane.recordsRead),
                "halt": lane.halt.map { .string($0.message) } ?? .null,
            ])
        }
        let usage = ProcessUsage.current()
        return [
            "records": .integer(summary.status.recordsRead),
            "nanoseconds": .integer(summary.nanoseconds),
            "peak_resident_bytes": .integer(Int64(usage.peakResidentBytes)),
            "cpu_nanoseconds": .integer(usage.userNanoseconds + usage.systemNanoseconds),
            "quarantined": counts(summary.counts.quarantined),
            "rules": counts(summary.counts.rules),
            "lanes": .array(lanes),
            "gold_failure": summary.status.derivedFailure.map { .string($0) } ?? .null,
        ]
    }

    private static func counts(_ counts: [String: Int64]) -> JSONValue {
        .object(
            JSONObject(
                counts.sorted { $0.key < $1.key }
                    .map { JSONObject.Member($0.key, .integer($0.value)) }))
    }
}
