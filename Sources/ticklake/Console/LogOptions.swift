import ArgumentParsing
import Platform
import Telemetry

/// The options of every command that goes on for long and writes a log.
struct LogOptions {
    private enum Level: String, ArgumentChoice {
        case debug, info, warning, error
    }

    private enum Form: String, ArgumentChoice {
        case text, json
    }

    /// The log on standard error.
    let log: Log

    /// Declares `--log-level` and `--log-format`.
    init(_ a: Arguments) {
        let level = a.option("log-level", "LEVEL", "the least that is logged", default: Level.info)
        let form = a.option("log-format", "FORM", "how log lines look", default: Form.text)
        log = Log(
            minimum: Log.Level(name: level.rawValue) ?? .info,
            format: form == .json ? .json : .text,
            now: SystemClock.wallNanoseconds, write: Console.report)
    }
}
