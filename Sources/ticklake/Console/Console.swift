import Platform
import Synchronization

/// What the user sees: results on standard output, all else on standard error.
enum Console {
    /// The progress line that stands on the terminal now; lines above it must not mix with it.
    private static let progress = Mutex("")

    /// Writes results.
    ///
    /// - Throws: `PlatformError`, where standard output is closed or full.
    static func show(_ text: String) throws {
        try StandardStream.output.write(text)
    }

    /// Writes a line of results.
    static func showLine(_ line: String) throws {
        try show(line + "\n")
    }

    /// Writes a line to standard error, above the progress line if there is one.
    static func report(_ line: String) {
        reportText(line.hasSuffix("\n") ? line : line + "\n")
    }

    /// Replaces the progress line, on a terminal; an empty one takes it away.
    static func setProgress(_ line: String) {
        progress.withLock { progress in
            guard line != progress else { return }
            progress = line
            write("\r\u{1B}[K" + line)
        }
    }

    private static func reportText(_ text: String) {
        progress.withLock { progress in
            write(progress.isEmpty ? text : "\r\u{1B}[K\(text)\(progress)")
        }
    }

    /// If standard error is gone there is nowhere left to say so.
    private static func write(_ text: String) {
        try? StandardStream.error.write(text)
    }
}
