/// A trading session as a range of event time, in nanoseconds since the epoch.
public struct TradingSession: Sendable, Equatable {
    /// The first nanosecond of the session.
    public let start: Int64
    /// The end, which does not belong to it.
    public let end: Int64

    /// Makes a session of its bounds.
    public init(start: Int64, end: Int64) {
        self.start = start
        self.end = end
    }

    /// 2026-01-05 14:30 to 21:00 UTC: a Monday on New York's exchanges.
    public static let standard = TradingSession(
        start: 1_767_623_400_000_000_000, end: 1_767_646_800_000_000_000)
}

/// When the ticks of a stream arrive.
public enum TickSchedule: Sendable, Equatable {
    /// All ticks within one session: many near the open and the close, few at noon.
    case session(TradingSession)
    /// Evenly, one every `interval` nanoseconds of event time on average, from `start` on.
    ///
    /// At `speed` times the wall clock and `rate` ticks a second the interval is
    /// `speed * 1_000_000_000 / rate`.
    case steady(start: Int64, interval: Int64)

    /// The earliest arrival, in nanoseconds since the epoch.
    public var start: Int64 {
        switch self {
        case .session(let session): session.start
        case .steady(let start, _): start
        }
    }
}

/// What decides a stream of ticks: the same parameters give the same bytes, however they are cut
/// into batches.
public struct TickParameters: Sendable, Equatable {
    /// The seed of everything random.
    public var seed: UInt64
    /// How many tick records the stream has: up to two billion; heartbeats are not counted.
    public var ticks: Int
    /// How many partitions the topic has.
    public var partitions: Int
    /// How many symbols trade: 1 to 100,000.
    public var symbols = 500
    /// When the ticks arrive.
    public var schedule = TickSchedule.session(.standard)
    /// Over how many sessions a session's schedule spreads the ticks: 1 to 1,000, a weekday each.
    public var sessions = 1
    /// How many of a million ticks carry a fault: 0 to 500,000.
    public var faultsPerMillion = 0
    /// How many of a million ticks come up to five seconds late: 0 to 1,000,000.
    public var disorderPerMillion = 10_000
    /// Nanoseconds of event time between heartbeats into every partition; nil: only at the end.
    public var heartbeatInterval: Int64?
    /// The watermark's delay, in nanoseconds, that the last heartbeats have to overcome.
    public var watermarkDelay: Int64 = 10_000_000_000

    /// Makes parameters with the documented defaults.
    public init(seed: UInt64, ticks: Int, partitions: Int) {
        self.seed = seed
        self.ticks = ticks
        self.partitions = partitions
    }

    /// The times that the calendar's writers, and int64 nanoseconds, can hold: 1970 to 2199.
    static let times: Range<Int64> = 0..<7_258_118_400_000_000_000

    func validate() throws(SyntheticError) {
        try require(
            (0...2_000_000_000).contains(ticks), "ticks are 0 to 2000000000, not \(ticks)")
        try require(
            (1...100_000).contains(partitions), "partitions are 1 to 100000, not \(partitions)")
        try require((1...100_000).contains(symbols), "symbols are 1 to 100000, not \(symbols)")
        try require((1...1_000).contains(sessions), "sessions are 1 to 1000, not \(sessions)")
        try require(
            (0...500_000).contains(faultsPerMillion),
            "faults are 0 to 500000 in a million (50 %), not \(faultsPerMillion)")
        try require(
            (0...1_000_000).contains(disorderPerMillion),
            "ticks out of order are 0 to 1000000 in a million, not \(disorderPerMillion)")
        try require(
            (heartbeatInterval ?? 1) > 0, "the heartbeats' interval is not positive: give 1 or more"
        )
        try require(
            (0...86_400_000_000_000).contains(watermarkDelay),
            "the watermark's delay is 0 to a day, not \(watermarkDelay) ns")
        try validateSchedule()
    }

    private func validateSchedule() throws(SyntheticError) {
        switch schedule {
        case .session(let session):
            try require(
                Self.times.contains(session.start) && Self.times.contains(session.end),
                "a session lies between 1970 and 2199")
            try require(
                session.end - session.start <= 86_400_000_000_000,
                "a session lasts a day at most")
            try require(
                session.end - session.start >= 1_000_000_000,
                "a session lasts a second at least: its end is not that far after its start")
        case .steady(let start, let interval):
            try require(Self.times.contains(start), "the start lies between 1970 and 2199")
            try require(
                (1...86_400_000_000_000).contains(interval),
                "ticks are 1 ns to a day apart, not \(interval) ns")
        }
    }

    private func require(_ condition: Bool, _ message: String) throws(SyntheticError) {
        guard condition else { throw SyntheticError.invalid(message) }
    }
}
