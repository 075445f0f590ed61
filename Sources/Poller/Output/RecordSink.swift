/// The topic that a source writes.
package protocol RecordSink: Sendable {
    /// The end of each partition: the offset that the next record gets.
    func ends() throws(PollProblem) -> [Int32: Int64]

    /// Appends records, in order within a partition, and waits until brokers have acknowledged all.
    ///
    /// - Throws: when one of them was not; others may be in the topic then.
    func append(_ records: [OutgoingRecord]) throws(PollProblem)

    /// The ids of a source's records from offsets on to the topic's ends, and those ends.
    ///
    /// Partitions that `offsets` does not name are read from their beginning.
    func sent(by source: String, from offsets: [Int32: Int64]) throws(PollProblem) -> SentRecords
}

/// What of a source's records is in its topic.
package struct SentRecords: Sendable, Equatable {
    /// The ids.
    package var ids: Set<RecordID> = []
    /// The ends up to which the topic was read.
    package var ends: [Int32: Int64] = [:]

    /// Nothing.
    package init() {}
}
