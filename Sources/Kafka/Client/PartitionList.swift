internal import CRDKafka

/// librdkafka's list of partitions with offsets.
@safe struct PartitionList: ~Copyable {
    private let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    init(_ lanes: some Collection<TopicPartition>) {
        unsafe pointer = rd_kafka_topic_partition_list_new(Int32(lanes.count))
        for lane in lanes { add(lane, offset: Int64(RD_KAFKA_OFFSET_INVALID)) }
    }

    init(_ offsets: [TopicPartition: Int64]) {
        unsafe pointer = rd_kafka_topic_partition_list_new(Int32(offsets.count))
        for (lane, offset) in offsets { add(lane, offset: offset) }
    }

    deinit { unsafe rd_kafka_topic_partition_list_destroy(pointer) }

    private func add(_ lane: TopicPartition, offset: Int64) {
        unsafe rd_kafka_topic_partition_list_add(pointer, lane.topic, lane.partition)
            .pointee.offset = offset
    }

    /// Lends the list to a call of librdkafka.
    func withPointer<Result>(
        _ body: (UnsafeMutablePointer<rd_kafka_topic_partition_list_t>) -> Result
    ) -> Result {
        unsafe body(pointer)
    }

    /// Visits the entries as the last call left them.
    func forEach(
        _ body: (TopicPartition, Int64, rd_kafka_resp_err_t) throws(KafkaError) -> Void
    ) throws(KafkaError) {
        try unsafe Self.forEach(UnsafePointer(pointer), body)
    }

    /// Visits the entries of a list that librdkafka owns.
    static func forEach(
        _ list: UnsafePointer<rd_kafka_topic_partition_list_t>,
        _ body: (TopicPartition, Int64, rd_kafka_resp_err_t) throws(KafkaError) -> Void
    ) throws(KafkaError) {
        for index in 0..<(unsafe Int(list.pointee.cnt)) {
            let entry = unsafe list.pointee.elems[index]
            let lane = unsafe TopicPartition(text(entry.topic), entry.partition)
            try body(lane, unsafe entry.offset, unsafe entry.err)
        }
    }
}
