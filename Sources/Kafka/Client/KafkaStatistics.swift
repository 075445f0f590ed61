/// What a client counts about itself: the part of librdkafka's statistics that is used.
public struct KafkaStatistics: Sendable, Equatable {
    /// One lane's part.
    public struct Lane: Sendable, Equatable {
        /// Records between what was read and the end of the log; nil when not known.
        public var lag: Int64?
        /// Records that wait in the lane's queue.
        public var queuedRecords: Int64 = 0
        /// Bytes that wait in the lane's queue.
        public var queuedBytes: Int64 = 0
    }

    /// Bytes received from brokers since the start.
    public var receivedBytes: Int64 = 0
    /// Bytes sent to brokers since the start.
    public var sentBytes: Int64 = 0
    /// Records received from brokers since the start.
    public var receivedRecords: Int64 = 0
    /// Records that wait in a producer's queue.
    public var waitingRecords: Int64 = 0
    /// The longest delay by a quota since the last statistics, in milliseconds.
    public var throttleMilliseconds: Int64 = 0
    /// The lanes.
    public var lanes: [TopicPartition: Lane] = [:]

    /// Reads librdkafka's JSON; nil when it is none.
    package init?(json: [UInt8]) {
        var scanner = StatisticsScanner(json)
        var result = KafkaStatistics()
        guard scanner.scan(visit: { path, number in result.take(path, number) }) else {
            return nil
        }
        self = result
    }

    private init() {}

    private mutating func take(_ path: [String], _ number: Int64) {
        switch (path.count, path.first) {
        case (1, "rx_bytes"): receivedBytes = number
        case (1, "tx_bytes"): sentBytes = number
        case (1, "rxmsgs"): receivedRecords = number
        case (1, "msg_cnt"): waitingRecords = number
        case (4, "brokers") where path[2] == "throttle" && path[3] == "max":
            throttleMilliseconds = max(throttleMilliseconds, number)
        case (5, "topics") where path[2] == "partitions":
            // Partition -1 holds records of a producer that have no partition yet.
            guard let partition = Int32(path[3]), partition >= 0 else { return }
            take(TopicPartition(path[1], partition), path[4], number)
        default: break
        }
    }

    private mutating func take(_ lane: TopicPartition, _ name: String, _ number: Int64) {
        switch name {
        case "consumer_lag": lanes[lane, default: Lane()].lag = number < 0 ? nil : number
        case "fetchq_cnt": lanes[lane, default: Lane()].queuedRecords = number
        case "fetchq_size": lanes[lane, default: Lane()].queuedBytes = number
        default: break
        }
    }
}
