internal import CRDKafka
internal import Synchronization

/// Thins out the commits of group offsets: Event Hubs allows four a second and partition.
final class GroupOffsets: Sendable {
    private struct State {
        var waiting: [TopicPartition: Int64] = [:]
        var lastCommit: Int64?
    }

    private let state = Mutex(State())

    /// Adds offsets; returns what is due at `now`, nothing while the last commit is too young.
    func add(_ offsets: [TopicPartition: Int64], nanoseconds now: Int64)
        -> [TopicPartition: Int64]
    {
        state.withLock { state in
            state.waiting.merge(offsets) { $1 }
            if let last = state.lastCommit, now - last < Self.spacing { return [:] }
            guard !state.waiting.isEmpty else { return [:] }
            state.lastCommit = now
            defer { state.waiting = [:] }
            return state.waiting
        }
    }

    /// Takes everything that waits.
    func takeAll() -> [TopicPartition: Int64] {
        state.withLock { state in
            defer { state.waiting = [:] }
            return state.waiting
        }
    }

    private static let spacing: Int64 = 250_000_000
}

extension KafkaConsumer {
    /// Tells the group how far lanes have been processed, for dashboards of lag.
    ///
    /// Nothing reads it back. Commits at most every 250 ms, in the background, and the newest
    /// offsets win; that commits fail, or work again, goes to the observer. Does nothing without a
    /// group, and when the client is closed.
    ///
    /// - Parameter now: the monotonic clock, in nanoseconds.
    public func commitGroupOffsets(_ next: [TopicPartition: Int64], nanoseconds now: Int64) {
        guard let due = groupOffsets?.add(next, nanoseconds: now), !due.isEmpty else { return }
        commit(due, isAsynchronous: true)
    }

    /// Commits the group offsets that wait for their turn and waits for the answer: for the end of
    /// a run.
    public func flushGroupOffsets() {
        guard let due = groupOffsets?.takeAll(), !due.isEmpty else { return }
        commit(due, isAsynchronous: false)
    }

    private func commit(_ offsets: [TopicPartition: Int64], isAsynchronous: Bool) {
        let code = unsafe try? client.use { handle in
            let list = PartitionList(offsets)
            return unsafe list.withPointer {
                unsafe rd_kafka_commit(handle, $0, isAsynchronous ? 1 : 0)
            }
        }
        guard let code else { return }
        // What goes out in the background has its outcome only when the broker has answered.
        if isAsynchronous, code == RD_KAFKA_RESP_ERR_NO_ERROR { return }
        client.hub.groupOffsetsCommitted(code)
    }

    /// The group's offsets, asked of the broker; nil where none is committed.
    public func committedGroupOffsets(
        of lanes: [TopicPartition], within timeout: Duration = .seconds(30)
    ) throws(KafkaError) -> [TopicPartition: Int64?] {
        unsafe try client.use { (handle) throws(KafkaError) in
            let list = PartitionList(lanes)
            let code = unsafe list.withPointer {
                unsafe rd_kafka_committed(handle, $0, timeout.wholeMilliseconds)
            }
            try KafkaError.check(code, while: "the query of group offsets")
            var result: [TopicPartition: Int64?] = [:]
            try list.forEach { (lane, offset, code) throws(KafkaError) in
                try KafkaError.check(code, while: "the query of group offsets", lane: lane)
                result.updateValue(offset < 0 ? nil : offset, forKey: lane)
            }
            return result
        }
    }
}
