import Poller
import Telemetry

/// What is logged of a source's polls.
struct SourceLog: Sendable {
    private let source: SourceFileReader.Outcome
    private let log: Log

    /// The most partitions and records of a poll that are logged one by one.
    private static let partitionsMax = 20
    private static let recordsMax = 5

    init(_ source: SourceFileReader.Outcome, _ log: Log) {
        self.source = source
        self.log = log
    }

    private var name: LogValue { .string(source.plan.name) }

    /// Tells of a wait: of one that is over in a moment only those who look for a fault.
    func tell(_ note: FetchNote) {
        log.add(note.isOfHost || note.attempt > 2 ? .info : .debug, "asked again later") {
            [
                "source": name, "partition": .string(note.partition),
                "reason": .string(note.reason), "try": .count(note.attempt),
                "wait": .string(Readable.duration(nanoseconds: note.wait)),
            ]
        }
    }

    /// Tells what a poll came to.
    ///
    /// - Parameter drift: what was told of the vendor's records before: each name is told once.
    func tell(_ report: PollReport, _ end: PollEnd?, _ drift: inout FieldDrift) {
        tell(drift.news(in: report.counts.survey.drift))
        tell(report.failures)
        for problem in report.counts.problems.samples.prefix(Self.recordsMax) {
            log.warning(
                "vendor's record refused",
                [
                    "source": name, "reason": .string(problem.reason.rawValue),
                    "partition": .string(source.redactor(problem.partition)),
                    "detail": .string(problem.detail),
                ])
        }
        if report.halved > 0 {
            log.info(
                "rounds larger than limits.round asked again in halves",
                ["source": name, "rounds": .count(report.halved)])
        }
        switch end {
        case .sourceStopped(let reason):
            log.error("source stopped", ["source": name, "reason": .string(reason)])
        case .hostStopped(let reason):
            log.error("host stopped", ["source": name, "reason": .string(reason)])
        case .caughtUp, .stopped, nil:
            log.info(
                "polled",
                [
                    "source": name, "requests": .count(report.counts.requests),
                    "records": .count(report.records), "known": .count(report.known),
                    "refused": .count(report.counts.problems.count),
                    "failed": .count(report.failures.count),
                ])
        }
    }

    private func tell(_ failures: [PollReport.PartitionFailure]) {
        for failure in failures.prefix(Self.partitionsMax) {
            log.warning(
                "partition not polled",
                [
                    "source": name, "partition": .string(failure.partition),
                    "reason": .string(failure.reason),
                ])
        }
        guard failures.count > Self.partitionsMax else { return }
        log.warning(
            "more partitions not polled",
            ["source": name, "partitions": .count(failures.count - Self.partitionsMax)])
    }

    /// Tells how vendors' records differ from the source's file.
    private func tell(_ drift: FieldDrift) {
        guard !drift.isEmpty else { return }
        log.add(
            drift.absent.isEmpty ? .info : .warning,
            "vendor's records differ from the source's file"
        ) {
            [
                "source": name, "new": .string(drift.new.joined(separator: " ")),
                "absent": .string(drift.absent.joined(separator: " ")),
            ]
        }
    }
}
