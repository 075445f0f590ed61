import ObjectStorage
import Pipeline
import Poller

/// Sources of the pipeline file that this process does not poll, and another one may.
struct SourcesElsewhere: Sendable {
    private let sources: PollSources
    private let store: any ObjectStore

    /// - Parameter store: the lake, where sources keep their states.
    init(_ sources: PollSources, _ store: any ObjectStore) {
        self.sources = sources
        self.store = store
    }

    /// The instant before which everything is in a topic that they write.
    ///
    /// A source that ended well, or was never polled, holds nothing back.
    ///
    /// - Returns: `Int64.max` where nobody writes; nil where one has come nowhere yet, or its state
    ///   cannot be read now.
    func settled(_ topic: String) -> Int64? {
        var least = Int64.max
        for source in sources.others.map(\.plan) where source.topic == topic {
            guard
                var states = try? PollStateStore(
                    store, pipeline: sources.plan.name, source: source.name),
                let read = try? Optional(states.read())
            else { return nil }
            guard let state = read, state.isOpen else { continue }
            let values = PartitionValues(pipeline: sources.plan.name, store: store) { _ in }
            guard
                let partitions = try? SourcePartition.all(
                    source.partitions, lookup: values.lookup)
            else { return nil }
            let now = SystemPollClock().now()
            guard let time = source.settled(partitions, state, now: now) else { return nil }
            least = min(least, time)
        }
        return least
    }
}
