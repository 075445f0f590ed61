internal import CRDKafka
internal import Synchronization

/// Wakes librdkafka's fetching once a queue that was full has room again.
///
/// Fetching stops when a lane's queue reaches its limits. Before version 2.2 nothing tells the
/// broker's thread that the queue was drained: it looks again after up to a second, which caps a
/// consumer at one queue a second. Any request to the broker wakes that thread, so the lanes that
/// were drained are asked for their end offsets, and the answer is thrown away. Later versions have
/// `fetch.queue.backoff.ms` for this, and get that.
final class Refill: Sendable {
    /// How much a lane's queue holds before fetching stops.
    struct Threshold: Sendable {
        var records: Int
        var bytes: Int

        /// Whether a queue of records of this mean size holds as much.
        func isReached(_ count: Int, meanBytes: Int) -> Bool {
            count >= records || count * meanBytes >= bytes
        }
    }

    let threshold: Threshold
    private let isNeeded: Bool
    private let drained: Mutex<Set<TopicPartition>> = Mutex([])

    /// - Parameter isNeeded: false where librdkafka looks again soon enough by itself.
    init(_ threshold: Threshold, isNeeded: Bool) {
        self.threshold = threshold
        self.isNeeded = isNeeded
    }

    /// Has a drained lane fetched again.
    func request(_ lane: TopicPartition, of client: ClientHandle) {
        guard isNeeded else { return }
        let isFirst = drained.withLock { drained in
            defer { drained.insert(lane) }
            return drained.isEmpty
        }
        // Lanes that are drained until the chore runs share its request.
        if isFirst { client.enqueue { self.wakeFetching(of: client) } }
    }

    private func wakeFetching(of client: ClientHandle) {
        let lanes = drained.withLock { drained in
            defer { drained = [] }
            return drained
        }
        let ends = Dictionary(uniqueKeysWithValues: lanes.map { ($0, Int64(-1)) })
        _ = try? client.offsets(for: ends, within: .seconds(1))
    }
}
