import Connectors
import Pipeline
import Platform
import Synchronization

/// Looks now and then for partitions that were added to the topics since the start.
final class PartitionWatch: Sendable {
    private static let interval: Int64 = 60_000_000_000

    private let topics: [String]
    private let source: KafkaSource
    private let found = Mutex<[String: Int]>([:])
    private let isOver = StopRequest()

    /// Starts looking, on a thread of its own.
    init(topics: [String], source: KafkaSource) {
        self.topics = topics
        self.source = source
        _ = NamedThread("partitions") { [self] in look() }
    }

    /// The topics that were looked at since the last call, with their numbers of partitions.
    func take() -> [String: Int] {
        found.withLock { found in
            defer { found = [:] }
            return found
        }
    }

    /// Ends the looking.
    func stop() { isOver.request() }

    private func look() {
        while !isOver.wait(deadline: SystemClock.monotonicNanoseconds() + Self.interval) {
            for topic in topics {
                // A broker that does not answer now is asked again.
                guard let count = try? source.partitionCount(of: topic) else { continue }
                found.withLock { $0[topic] = count }
            }
        }
    }
}
