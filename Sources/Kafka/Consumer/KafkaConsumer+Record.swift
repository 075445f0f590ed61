public import Columnar
internal import Platform

extension KafkaConsumer {
    /// Reads one record of a lane that is not assigned: the first at an offset or after it.
    ///
    /// Waits for the broker. The lane is not assigned afterwards either.
    ///
    /// - Parameter deadline: how long to wait at most, on the monotonic clock in nanoseconds.
    /// - Returns: a batch of one record; of none where all offsets up to the log's end are empty.
    ///   Nothing lies at the end itself: a record there is waited for.
    /// - Throws: `retry` when the broker does not answer in time, `dataLoss` when the lane does not
    ///   have the offset (any more), `configuration` when the lane is assigned.
    public func record(
        at offset: Int64, of lane: TopicPartition, deadline: Int64
    ) throws(KafkaError) -> RecordBatch {
        let signals = Inbox<TopicPartition>()
        try assign([lane: offset], signalling: { signals.post($0) })
        let found: RecordBatch
        do {
            found = try firstRecord(of: lane, offset, signals, deadline)
        } catch {
            // The first error says more than what a removal after it could.
            try? remove([lane])
            throw error
        }
        try remove([lane])
        return found
    }

    private func firstRecord(
        of lane: TopicPartition, _ offset: Int64, _ signals: Inbox<TopicPartition>,
        _ deadline: Int64
    ) throws(KafkaError) -> RecordBatch {
        while true {
            if let batch = try read(lane, limit: ReadLimit(records: 1)) { return batch }
            guard signals.next(deadline: deadline) != nil else {
                throw KafkaError(
                    .retry,
                    "the record at offset \(offset) is not to be had. the broker does not "
                        + "answer in time. it is tried again", lane: lane)
            }
        }
    }
}
