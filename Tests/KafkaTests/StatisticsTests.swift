import Kafka
import Testing

@Suite struct StatisticsTests {
    private let json = """
        {"name":"a \\"quoted\\" name","rx_bytes":100,"tx_bytes":200,"rxmsgs":3,"msg_cnt":4,
         "brokers":{"b:1/1":{"req":{"Fetch":9},"throttle":{"min":0,"max":70,"avg":1.5},
           "toppars":{"t-0":{"topic":"t","partition":0}}}},
         "topics":{"t":{"age":1,"list":[1,{"rx_bytes":7}],"partitions":{
           "0":{"consumer_lag":12,"fetchq_cnt":5,"fetchq_size":600,"x":null},
           "1":{"consumer_lag":-1,"fetchq_cnt":0,"fetchq_size":0},
           "-1":{"consumer_lag":-1,"fetchq_cnt":9,"fetchq_size":0}}}},"ok":true}
        """

    @Test("the numbers that are used are found")
    func numbers() throws {
        let statistics = try #require(KafkaStatistics(json: Array(json.utf8)))
        #expect(statistics.receivedBytes == 100)
        #expect(statistics.sentBytes == 200)
        #expect(statistics.receivedRecords == 3)
        #expect(statistics.waitingRecords == 4)
        #expect(statistics.throttleMilliseconds == 70)
        #expect(statistics.lanes.count == 2)
        let lane = try #require(statistics.lanes[TopicPartition("t", 0)])
        #expect(lane.lag == 12 && lane.queuedRecords == 5 && lane.queuedBytes == 600)
        #expect(statistics.lanes[TopicPartition("t", 1)]?.lag == nil)
    }

    @Test("a text that is cut anywhere is refused")
    func truncation() {
        let bytes = Array(json.utf8)
        for count in 0..<bytes.count {
            #expect(KafkaStatistics(json: Array(bytes[..<count])) == nil)
        }
    }

    @Test("damaged and deeply nested texts never trap")
    func damage() {
        let bytes = Array(json.utf8)
        for index in bytes.indices {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[index] ^= 1 << UInt8(bit)
                _ = KafkaStatistics(json: damaged)
            }
        }
        #expect(KafkaStatistics(json: Array(repeating: UInt8(ascii: "["), count: 100_000)) == nil)
        #expect(KafkaStatistics(json: Array(repeating: UInt8(ascii: "\\"), count: 9)) == nil)
    }
}
