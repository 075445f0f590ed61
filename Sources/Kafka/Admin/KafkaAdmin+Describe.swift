internal import CRDKafka

extension KafkaAdmin {
    /// The settings of topics, defaults included; `missing` for one that is not there.
    public func settings(
        of topics: [String], within timeout: Duration = .seconds(30)
    ) throws(KafkaError) -> [String: Result<[String: String], KafkaError>] {
        let request = AdminRequest(
            client, "the description of topics", RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, timeout)
        return unsafe try request.run(
            topics, make: { unsafe rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, $0) },
            free: { unsafe rd_kafka_ConfigResource_destroy($0) },
            send: { unsafe rd_kafka_DescribeConfigs($0, $1, $2, $3, $4) },
            read: { event in
                var count = 0
                let result = unsafe rd_kafka_event_DescribeConfigs_result(event)
                let resources = unsafe rd_kafka_DescribeConfigs_result_resources(result, &count)
                var answer: [String: Result<[String: String], KafkaError>] = [:]
                for index in 0..<count {
                    guard let resource = unsafe resources?[index] else { continue }
                    let name = unsafe text(rd_kafka_ConfigResource_name(resource))
                    answer[name] = unsafe Self.settings(resource, name)
                }
                return answer
            })
    }

    private static func settings(
        _ resource: OpaquePointer, _ topic: String
    ) -> Result<[String: String], KafkaError> {
        let code = unsafe rd_kafka_ConfigResource_error(resource)
        if code != RD_KAFKA_RESP_ERR_NO_ERROR {
            let reason = unsafe text(rd_kafka_ConfigResource_error_string(resource))
            return .failure(
                KafkaError(
                    code, while: "the description of topic `\(topic)`",
                    detail: reason.isEmpty ? nil : reason))
        }
        var settings: [String: String] = [:]
        var count = 0
        let entries = unsafe rd_kafka_ConfigResource_configs(resource, &count)
        for index in 0..<count {
            guard let entry = unsafe entries?[index] else { continue }
            // A sensitive setting comes without its value.
            guard let value = unsafe rd_kafka_ConfigEntry_value(entry) else { continue }
            settings[unsafe text(rd_kafka_ConfigEntry_name(entry))] = unsafe text(value)
        }
        return .success(settings)
    }

    /// The number of partitions of a topic.
    ///
    /// - Throws: `missing` when there is no such topic.
    public func partitionCount(
        of topic: String, within timeout: Duration = .seconds(30)
    ) throws(KafkaError) -> Int {
        try client.partitionCount(of: topic, within: timeout)
    }

    /// Deletes the records of lanes before an offset.
    ///
    /// - Returns: each lane's low watermark, or why its records stay.
    public func deleteRecords(
        before offsets: [TopicPartition: Int64], within timeout: Duration = .seconds(30)
    ) throws(KafkaError) -> [TopicPartition: Result<Int64, KafkaError>] {
        if offsets.isEmpty { return [:] }
        let request = AdminRequest(
            client, "the deletion of records", RD_KAFKA_ADMIN_OP_DELETERECORDS, timeout)
        return unsafe try request.run(
            [offsets],
            make: { offsets in
                let list = PartitionList(offsets)
                return unsafe list.withPointer { unsafe rd_kafka_DeleteRecords_new($0) }
            },
            free: { unsafe rd_kafka_DeleteRecords_destroy($0) },
            send: { unsafe rd_kafka_DeleteRecords($0, $1, $2, $3, $4) },
            read: { (event) throws(KafkaError) in
                let result = unsafe rd_kafka_event_DeleteRecords_result(event)
                var lows: [TopicPartition: Result<Int64, KafkaError>] = [:]
                guard let list = unsafe rd_kafka_DeleteRecords_result_offsets(result) else {
                    return lows
                }
                unsafe try PartitionList.forEach(list) { lane, low, code in
                    lows[lane] =
                        code == RD_KAFKA_RESP_ERR_NO_ERROR
                        ? .success(low)
                        : .failure(
                            KafkaError(code, while: "the deletion of records", lane: lane))
                }
                return lows
            })
    }
}
