internal import CRDKafka

extension ClientHandle {
    /// A lane's watermarks, asked of the broker; nil when it does not answer in time.
    func watermarks(of lane: TopicPartition) -> Watermarks? {
        var low: Int64 = 0
        var high: Int64 = 0
        let code: rd_kafka_resp_err_t? = unsafe try? use { handle in
            unsafe rd_kafka_query_watermark_offsets(
                handle, lane.topic, lane.partition, &low, &high, 10_000)
        }
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        return Watermarks(low: low, high: high)
    }

    /// The end of a lane that is read, as the broker's last answer to a fetch gave it; asks nobody.
    func fetchedEnd(of lane: TopicPartition) -> Int64? {
        var low: Int64 = 0
        var high: Int64 = 0
        let code: rd_kafka_resp_err_t? = unsafe try? use { handle in
            unsafe rd_kafka_get_watermark_offsets(
                handle, lane.topic, lane.partition, &low, &high)
        }
        return code == RD_KAFKA_RESP_ERR_NO_ERROR && high >= 0 ? high : nil
    }

    /// For each lane and time, the first offset at or after that time, as ListOffsets answers: -1
    /// when there is none.
    ///
    /// Times -1 and -2 stand for the end and the beginning.
    func offsets(
        for times: [TopicPartition: Int64], within timeout: Duration
    ) throws(KafkaError) -> [TopicPartition: Int64] {
        guard !times.isEmpty else { return [:] }
        return unsafe try use { (handle) throws(KafkaError) in
            let list = PartitionList(times)
            let code = unsafe list.withPointer {
                unsafe rd_kafka_offsets_for_times(handle, $0, timeout.wholeMilliseconds)
            }
            var offsets: [TopicPartition: Int64] = [:]
            try list.forEach { (lane, offset, code) throws(KafkaError) in
                try KafkaError.check(code, while: "the query of offsets", lane: lane)
                offsets[lane] = offset
            }
            try KafkaError.check(code, while: "the query of offsets")
            return offsets
        }
    }

    /// The number of partitions of a topic.
    func partitionCount(
        of topic: String, within timeout: Duration
    ) throws(KafkaError) -> Int {
        unsafe try use { (handle) throws(KafkaError) in
            guard let reference = unsafe rd_kafka_topic_new(handle, topic, nil) else {
                throw KafkaError(rd_kafka_last_error(), while: "the query of topic `\(topic)`")
            }
            defer { unsafe rd_kafka_topic_destroy(reference) }
            var found: UnsafePointer<rd_kafka_metadata>?
            let code = unsafe rd_kafka_metadata(
                handle, 0, reference, &found, timeout.wholeMilliseconds)
            try KafkaError.check(code, while: "the query of topic `\(topic)`")
            guard let metadata = unsafe found else { return 0 }
            defer { unsafe rd_kafka_metadata_destroy(metadata) }
            guard unsafe metadata.pointee.topic_cnt > 0 else { return 0 }
            let entry = unsafe metadata.pointee.topics[0]
            try KafkaError.check(unsafe entry.err, while: "the query of topic `\(topic)`")
            return unsafe Int(entry.partition_cnt)
        }
    }
}

extension Duration {
    /// For librdkafka: whole milliseconds, rounded up, within what it takes.
    var wholeMilliseconds: Int32 {
        let (seconds, attoseconds) = components
        let rest = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        let total = min(max(0, seconds), 2_000_000) * 1_000 + max(0, rest)
        return Int32(clamping: total)
    }
}
