/// What a source has polled, and from where in its topic to look for records that were sent after
/// this was written.
///
/// It is written after brokers have acknowledged every record that it covers. What a process sent
/// and had no time to write down stands in the topic at or behind `offsets`, with its record ids.
package struct PollState: Sendable, Equatable {
    /// The source's name.
    package var source: String
    /// The topic that the source writes.
    package var topic: String
    /// Whether a process polls, or has ended without saying so: what it sent last may still be on
    /// its way into the topic.
    package var isOpen = false
    /// By partition of the topic: the first offset at which an uncovered record may stand; a
    /// partition that is not here is looked through from its beginning.
    package var offsets: [Int32: Int64] = [:]
    /// The source's partitions by their key, such as `symbol=ACME`.
    package var partitions: [String: PartitionState] = [:]
    /// The newest content sent of each symbol at each exchange (`MappedRecord.changeKey`), for
    /// sources that send only what changed.
    package var contents: [String: RecordID] = [:]
    /// The lookback for which the partitions' recent records were kept, in nanoseconds; nil before
    /// the first.
    package var lookback: Int64?
    /// What records were sent of (`MappedRecord.changeKey`), and of each the newest values of the
    /// fields that partitions of other sources come from; empty where none do.
    package var keys: [String: [String: String]] = [:]

    /// Makes the state of a source that was never polled.
    package init(source: String, topic: String) {
        self.source = source
        self.topic = topic
    }
}
