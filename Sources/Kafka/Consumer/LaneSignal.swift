internal import Synchronization

/// Tells once that a lane has something to read, after a read that found nothing.
///
/// librdkafka calls `notify` whenever the lane's queue goes from empty to not empty, with the
/// queue locked. A reader that finds the queue empty arms the signal *and looks again*: what
/// arrived before it armed is found by that look, what arrives after it finds the signal armed.
/// So no arrival is lost, and one empty read makes at most one signal.
final class LaneSignal: Sendable {
    let lane: TopicPartition
    private let onDataAvailable: @Sendable (TopicPartition) -> Void
    private let isArmed = Atomic<Bool>(true)

    init(_ lane: TopicPartition, _ onDataAvailable: @escaping @Sendable (TopicPartition) -> Void) {
        self.lane = lane
        self.onDataAvailable = onDataAvailable
    }

    func arm() { isArmed.store(true, ordering: .sequentiallyConsistent) }

    func disarm() { isArmed.store(false, ordering: .sequentiallyConsistent) }

    func notify() {
        if isArmed.exchange(false, ordering: .sequentiallyConsistent) { onDataAvailable(lane) }
    }
}
