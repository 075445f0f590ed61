/// What a client tells while it runs.
///
/// The closures are called on the client's own thread, or inside a call of the client; they return
/// soon and never call back into the client.
public struct KafkaObserver: Sendable {
    /// A line of librdkafka's log.
    public struct LogLine: Sendable {
        /// The severity as syslog has it: 3 error, 4 warning, 6 information, 7 debug.
        public let severity: Int
        /// librdkafka's short name for the kind of event.
        public let facility: String
        /// The text; secrets of the configuration are replaced.
        public let message: String
    }

    /// A broker that delays this client because of a quota.
    public struct Throttle: Sendable, Equatable {
        /// The broker.
        public let broker: String
        /// The delay.
        public let milliseconds: Int
    }

    /// Called with a line of the log.
    public var onLog: (@Sendable (LogLine) -> Void)?
    /// Called with an error that concerns the whole client; most are `retry` and heal.
    public var onError: (@Sendable (KafkaError) -> Void)?
    /// Called when commits of group offsets begin to fail, with the first error, and with nil when
    /// one works again; never for a commit that ends as the one before.
    public var onGroupOffsets: (@Sendable (KafkaError?) -> Void)?
    /// Called when a broker delays requests, and with 0 when it stops.
    public var onThrottle: (@Sendable (Throttle) -> Void)?
    /// Called with statistics, every `statistics.interval.ms` (a property; 0 for never).
    public var onStatistics: (@Sendable (KafkaStatistics) -> Void)?

    /// Makes an observer.
    public init(
        onLog: (@Sendable (LogLine) -> Void)? = nil,
        onError: (@Sendable (KafkaError) -> Void)? = nil,
        onGroupOffsets: (@Sendable (KafkaError?) -> Void)? = nil,
        onThrottle: (@Sendable (Throttle) -> Void)? = nil,
        onStatistics: (@Sendable (KafkaStatistics) -> Void)? = nil
    ) {
        self.onLog = onLog
        self.onError = onError
        self.onGroupOffsets = onGroupOffsets
        self.onThrottle = onThrottle
        self.onStatistics = onStatistics
    }
}
