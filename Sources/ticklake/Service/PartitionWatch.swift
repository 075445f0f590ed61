import Platform
import Synchronization

/// Looks now and then for partitions that were added to the topics since the start.
package final class PartitionWatch: Sendable {
    private let finds = Finds()
    private let isOver = StopRequest()
    private let thread: NamedThread

    /// Starts looking, on a thread of its own.
    ///
    /// - Parameters:
    ///   - interval: how long it waits between two looks, in nanoseconds.
    ///   - count: the number of a topic's partitions; nil when it cannot be told now.
    package init(
        topics: [String], interval: Int64 = 60_000_000_000,
        count: @escaping @Sendable (String) -> Int?
    ) {
        let (finds, isOver) = (finds, isOver)
        thread = NamedThread("partitions") {
            while !isOver.wait(deadline: SystemClock.monotonicNanoseconds() + interval) {
                for topic in topics where !isOver.isRequested {
                    if let count = count(topic) { finds.note(topic, count) }
                }
            }
        }
    }

    deinit { stop() }

    /// The topics that were looked at since the last call, with their numbers of partitions.
    package func take() -> [String: Int] { finds.take() }

    /// Ends the looking: waits for the look under way, after which `count` is not called again.
    package func stop() {
        isOver.request()
        thread.join()
    }
}

/// What was found and not yet taken.
private final class Finds: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    func note(_ topic: String, _ count: Int) {
        counts.withLock { $0[topic] = count }
    }

    func take() -> [String: Int] {
        counts.withLock { counts in
            defer { counts = [:] }
            return counts
        }
    }
}
