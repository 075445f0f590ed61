package import Pipeline
import Platform
package import Telemetry

/// Shows how a run goes on: rate, lag, batch time, watermark.
///
/// For people that is a line which changes; where the log is JSON it is an event of the log, so
/// that a machine can read all of standard error.
package struct ServiceProgress {
    private let log: Log
    private let isEnabled: Bool
    private var report: ProgressReport
    private var shownAt: Int64
    private var shownRecords: Int64 = 0

    /// Shows nothing before half a second, or five seconds in a JSON log, have passed.
    package init(isEnabled: Bool, log: Log, startedAt: Int64) {
        self.isEnabled = isEnabled
        self.log = log
        report = ProgressReport(isEnabled: isEnabled && log.format == .text)
        shownAt = startedAt
    }

    /// Shows the engine's state, as often as the console or the log likes.
    package mutating func update(_ status: @autoclosure () -> EngineStatus, now: Int64) {
        let interval: Int64 = log.format == .json ? 5_000_000_000 : 500_000_000
        guard isEnabled, now - shownAt >= interval else { return }
        let status = status()
        let records = status.recordsRead - shownRecords
        let took = now - shownAt
        switch log.format {
        case .text: report.update(Self.line(status, records: records, nanoseconds: took))
        case .json: Self.write(status, records: records, nanoseconds: took, to: log)
        }
        (shownAt, shownRecords) = (now, status.recordsRead)
    }

    /// The line after so many records in so much time.
    ///
    /// What is last may be cut off where a terminal is narrow.
    package static func line(_ status: EngineStatus, records: Int64, nanoseconds: Int64) -> String {
        let batch = status.flushNanoseconds.map { Readable.duration(nanoseconds: $0) } ?? "-"
        // To the second: what is finer only flickers.
        let watermark =
            status.watermark.map { "\(UTCTime(nanoseconds: $0).description.prefix(19))Z" } ?? "none"
        // A run that ends when caught up is done at the ends of its start, whatever comes after.
        let left =
            status.endsWhenCaughtUp
            ? "to go \(Readable.count(status.remaining))" : "lag \(Readable.count(status.lag))"
        return "\(Readable.rate(records, nanoseconds: nanoseconds))"
            + "  \(left)  batch \(batch)"
            + "  watermark \(watermark)  read \(Readable.count(status.recordsRead))"
    }

    private static func write(
        _ status: EngineStatus, records: Int64, nanoseconds: Int64, to log: Log
    ) {
        log.info(
            "progress",
            [
                "rows_per_second": .count(records * 1_000 / max(1, nanoseconds / 1_000_000)),
                "lag": .count(status.lag), "to_go": .count(status.remaining),
                "batch_ms": status.flushNanoseconds.map { .count($0 / 1_000_000) } ?? "none",
                "watermark": status.watermark.map {
                    .string(UTCTime(nanoseconds: $0).description)
                } ?? "none",
                "read": .count(status.recordsRead),
            ])
    }

    /// Takes the line away.
    func finish() { report.finish() }
}
