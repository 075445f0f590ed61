internal import Synchronization

/// How far all sources that write to a topic have come, so that a heartbeat promises for all.
package final class TopicProgress: Sendable {
    private struct Topic {
        /// By source, the instant before which everything is in the topic; nil before the first.
        var settled: [String: Int64?] = [:]
        /// The newest heartbeat.
        var beaten = Int64.min
    }

    private let topics: Mutex<[String: Topic]> = Mutex([:])

    /// Makes an account without sources.
    package init() {}

    /// Tells of a source before any is polled; no heartbeat is sent until all have come somewhere.
    package func register(_ source: String, topic: String) {
        topics.withLock { $0[topic, default: Topic()].settled[source] = .some(nil) }
    }

    /// Forgets a source that has ended: nothing of it is waited for any more.
    package func leave(_ source: String, topic: String) {
        topics.withLock { $0[topic]?.settled[source] = nil }
    }

    /// Notes how far a source has come.
    ///
    /// - Returns: the instant that a heartbeat may now name, when it is later than the last one's.
    package func settle(_ source: String, topic: String, at time: Int64) -> Int64? {
        topics.withLock { topics in
            topics[topic, default: Topic()].settled[source] = .some(time)
            var least = Int64.max
            for settled in (topics[topic]?.settled ?? [:]).values {
                guard let settled else { return nil }
                least = min(least, settled)
            }
            guard least > topics[topic]?.beaten ?? .min, least < .max else { return nil }
            topics[topic]?.beaten = least
            return least
        }
    }
}
