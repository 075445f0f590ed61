import Pipeline
import Platform
import Telemetry

/// The line that shows how a run goes on: rate, lag, watermark.
struct ServiceProgress {
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
        let text = line(status, since: now - shownAt)
        report.update(text)
        (shownAt, shownRecords) = (now, status.recordsRead)
    }

    private func line(_ status: EngineStatus, since nanoseconds: Int64) -> String {
        let watermark = status.watermark.map { UTCTime(nanoseconds: $0).description } ?? "none"
        return "\(Readable.rate(status.recordsRead - shownRecords, nanoseconds: nanoseconds))"
            + "  read \(Readable.count(status.recordsRead))"
            + "  to go \(Readable.count(status.remaining))  watermark \(watermark)"
    }

    /// Takes the line away.
    func finish() { report.finish() }
}
