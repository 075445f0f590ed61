import Platform

/// Shows how long work goes on: one line that changes on a terminal, plain lines elsewhere.
///
///     var progress = ProgressReport()
///     while ... { progress.update("\(Readable.rate(rows, nanoseconds: elapsed)), lag \(lag)") }
///     progress.finish()
struct ProgressReport {
    private let isTerminal: Bool
    private let columns: Int
    private let interval: Int64
    private var shownAt: Int64?

    /// - Parameters:
    ///   - isEnabled: false shows nothing at all, for `--json` and the like.
    ///   - plainIntervalNanoseconds: how often a plain line is written where there is no terminal.
    init(isEnabled: Bool = true, plainIntervalNanoseconds: Int64 = 5_000_000_000) {
        isTerminal = StandardStream.error.isTerminal
        columns = StandardStream.error.columns ?? 80
        interval = !isEnabled ? .max : isTerminal ? 100_000_000 : plainIntervalNanoseconds
    }

    /// Shows the text, unless the last one has not stood for long enough.
    mutating func update(_ text: @autoclosure () -> String) {
        guard interval != .max else { return }
        let now = SystemClock.monotonicNanoseconds()
        if let shownAt, now - shownAt < interval { return }
        shownAt = now
        if isTerminal {
            // A line that wraps could not be taken back.
            Console.setProgress(String(text().prefix(columns - 1)))
        } else {
            Console.report(text())
        }
    }

    /// Takes the line away from a terminal.
    func finish() {
        if isTerminal { Console.setProgress("") }
    }
}
