internal import Synchronization

/// How far all sources that write to a topic have come, so that a heartbeat promises for all.
package final class TopicProgress: Sendable {
    private struct Topic {
        /// By source, the instant before which everything is in the topic; nil before the first.
        var settled: [String: Int64?] = [:]
        /// The newest heartbeat.
        var beaten = Int64.min

        /// Where the last of them is; nil before each has come somewhere.
        var least: Int64? {
            var least = Int64.max
            for settled in settled.values {
                guard let settled else { return nil }
                least = min(least, settled)
            }
            return least
        }
    }

    private let topics: Mutex<[String: Topic]> = Mutex([:])

    private let elsewhere: @Sendable (_ topic: String) -> Int64?

    /// Makes an account without sources.
    ///
    /// - Parameter elsewhere: the instant before which everything is in a topic that sources of
    ///   other processes write; `Int64.max` where there are none, nil where one has come nowhere.
    package init(elsewhere: @escaping @Sendable (_ topic: String) -> Int64? = { _ in .max }) {
        self.elsewhere = elsewhere
    }

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
        let (least, beaten) = topics.withLock { topics in
            topics[topic, default: Topic()].settled[source] = .some(time)
            return (topics[topic]?.least, topics[topic]?.beaten ?? .min)
        }
        guard let least, least > beaten, least < .max else { return nil }
        // Other processes are asked last: their states are in the lake.
        guard let elsewhere = elsewhere(topic) else { return nil }
        let time = min(least, elsewhere)
        return time > beaten ? time : nil
    }

    /// Notes that a heartbeat for an instant is in the topic.
    package func beat(topic: String, at time: Int64) {
        topics.withLock { topics in
            let beaten = topics[topic]?.beaten ?? .min
            topics[topic, default: Topic()].beaten = max(beaten, time)
        }
    }
}
