/// The topic that a source writes.
package protocol RecordSink: Sendable {
    /// The end of each partition: the offset that the next record gets.
    func ends() throws(PollProblem) -> [Int32: Int64]

    /// Appends records, in order within a partition, and waits until brokers have acknowledged all.
    ///
    /// - Throws: when one of them was not; others may be in the topic then.
    func append(_ records: [OutgoingRecord]) throws(PollProblem)

    /// What of a source's records stands in the topic, from offsets on to the topic's ends.
    ///
    /// Partitions that `offsets` does not name are read from their beginning.
    func sent(
        _ wanted: SentRecords.Wanted, from offsets: [Int32: Int64]
    ) throws(PollProblem) -> SentRecords
}

/// What of a source's records is in its topic.
package struct SentRecords: Sendable, Equatable {
    /// Which records are looked for.
    package struct Wanted: Sendable {
        /// The source that sent them.
        package var source: String
        /// The event times within which they lie; those without one are always wanted.
        package var times: Range<Int64>
        /// Whether the newest record of each key is wanted, and not all of them.
        package var newestOnly: Bool

        /// Says what is looked for.
        package init(source: String, times: Range<Int64>, newestOnly: Bool) {
            self.source = source
            self.times = times
            self.newestOnly = newestOnly
        }
    }

    /// The ids of the records.
    package var ids: Set<RecordID> = []
    /// The newest record of each key, where that is wanted.
    package var newest: [String: RecordID] = [:]
    /// The ends up to which the topic was read.
    package var ends: [Int32: Int64] = [:]

    /// Nothing.
    package init() {}

    /// Adds a record that stands behind all before it in its partition.
    package mutating func add(_ id: RecordID, key: String, wanted: Wanted) {
        if wanted.newestOnly { newest[key] = id } else { ids.insert(id) }
    }

    /// Refuses to remember more than fits into memory.
    func checkCount(_ wanted: Wanted) throws(PollProblem) {
        guard ids.count + newest.count <= Self.countMax else {
            throw PollProblem(
                "more than \(Self.countMax) records of \(wanted.source) in its topic may come"
                    + " again. let it begin later, with cursor.start or ticklake poll state set")
        }
    }

    /// 16 million ids take half a gigabyte.
    private static let countMax = 16 << 20

    /// Adds what was found behind this.
    mutating func add(_ later: SentRecords) {
        ids.formUnion(later.ids)
        newest.merge(later.newest) { $1 }
        ends = later.ends
    }
}
