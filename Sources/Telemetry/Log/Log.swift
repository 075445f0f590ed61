/// Writes one line per event: what happened, and the fields that say to what.
///
/// Time and the way out are given by the caller. A line is one call of `write`, so lines of many
/// threads never mix where `write` is one system call.
public struct Log: Sendable {
    /// How much an event matters.
    public enum Level: Int, Sendable, Comparable, CaseIterable {
        /// For someone who looks for a fault in the program.
        case debug
        /// What a healthy program does.
        case info
        /// Something to look at before it gets worse.
        case warning
        /// Something that the program could not do.
        case error

        /// The level's name as lines show it.
        public var name: String {
            switch self {
            case .debug: "debug"
            case .info: "info"
            case .warning: "warning"
            case .error: "error"
            }
        }

        /// The level of that name; nil if there is none.
        public init?(name: String) {
            guard let level = Self.allCases.first(where: { $0.name == name }) else { return nil }
            self = level
        }

        /// Orders levels by how much they matter.
        public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    }

    /// What a line looks like.
    public enum Format: Sendable {
        /// For people: `2026-01-05T14:30:00.123Z info  lane assigned lane=price-ticks/0 next=17`.
        case text
        /// For machines: one JSON object, the fields beside `ts`, `level` and `event`.
        case json
    }

    /// The fields of an event, in the order of the line.
    public typealias Fields = KeyValuePairs<String, LogValue>

    private let minimum: Level
    /// What its lines look like.
    public let format: Format
    private let now: @Sendable () -> Int64
    private let write: @Sendable (String) -> Void
    /// Fields that every line of this log carries, rendered.
    private var context: LogLine

    /// A log.
    ///
    /// - Parameters:
    ///   - minimum: events below it are not written, and their fields not computed.
    ///   - now: the wall clock, in nanoseconds since 1970 UTC.
    ///   - write: takes a whole line, its end included.
    public init(
        minimum: Level = .info, format: Format = .text, now: @escaping @Sendable () -> Int64,
        write: @escaping @Sendable (String) -> Void
    ) {
        self.minimum = minimum
        self.format = format
        self.now = now
        self.write = write
        context = LogLine(format: format)
    }

    /// A log that writes nothing.
    public static let silent = Log(minimum: .error, now: { 0 }, write: { _ in })

    /// The same log, with fields that all its lines carry.
    public func with(_ fields: Fields) -> Log {
        var log = self
        for (key, value) in fields { log.context.append(key, value) }
        return log
    }

    /// For someone who looks for a fault in the program.
    public func debug(_ event: String, _ fields: @autoclosure () -> Fields = [:]) {
        add(.debug, event, fields)
    }

    /// What a healthy program does.
    public func info(_ event: String, _ fields: @autoclosure () -> Fields = [:]) {
        add(.info, event, fields)
    }

    /// Something to look at before it gets worse.
    public func warning(_ event: String, _ fields: @autoclosure () -> Fields = [:]) {
        add(.warning, event, fields)
    }

    /// Something that the program could not do.
    public func error(_ event: String, _ fields: @autoclosure () -> Fields = [:]) {
        add(.error, event, fields)
    }

    /// Writes an event of a level known only at run time.
    public func add(_ level: Level, _ event: String, _ fields: () -> Fields) {
        guard level >= minimum else { return }
        var line = LogLine(format: format)
        line.open(time: UTCTime(nanoseconds: now()), level: level, event: event)
        line.append(context)
        for (key, value) in fields() { line.append(key, value) }
        write(line.closed())
    }
}
