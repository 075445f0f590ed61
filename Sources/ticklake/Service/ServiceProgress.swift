package import Pipeline
import Platform
import Telemetry

/// The line that shows how a run goes on: rate, lag, batch time, watermark.
package struct ServiceProgress {
    private var report: ProgressReport
    private var shownAt: Int64
    private var shownRecords: Int64 = 0

    init(isEnabled: Bool, startedAt: Int64) {
        report = ProgressReport(isEnabled: isEnabled)
        shownAt = startedAt
    }

    /// Shows the engine's state, as often as the console likes.
    mutating func update(_ engine: Engine, now: Int64) {
        guard now - shownAt >= 500_000_000 else { return }
        let status = engine.status
        let records = status.recordsRead - shownRecords
        let text = Self.line(status, records: records, nanoseconds: now - shownAt)
        report.update(text)
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
        return "\(Readable.rate(records, nanoseconds: nanoseconds))"
            + "  to go \(Readable.count(status.remaining))  batch \(batch)"
            + "  watermark \(watermark)  read \(Readable.count(status.recordsRead))"
    }

    /// Takes the line away.
    func finish() { report.finish() }
}
