import Kafka
import Pipeline
import Testing
import ticklake

/// How a command ends that Kafka or the lake let down before it had begun.
@Suite struct KafkaFailureTests {
    @Test("brokers that cannot be reached end it with 69 and what to do, not with another try")
    func unreachable() throws {
        let client = KafkaClientConfiguration(bootstrapServers: "127.0.0.1:1")
        let consumer = try KafkaConsumer(KafkaConsumerConfiguration(client: client)) { _ in }
        defer { consumer.close() }
        let error = try #require(
            #expect(throws: KafkaError.self) {
                try consumer.partitionCount(of: "ticks", within: .milliseconds(100))
            })
        // The client's words, for those whom it serves.
        #expect(error.message.contains("tried again"))
        let failure = CommandError(reporting: error)
        #expect(failure.exitCode == .unavailable)
        #expect(failure.message.hasPrefix("the query of topic `ticks` failed. Local: "))
        #expect(
            failure.message.hasSuffix(
                "). see that the brokers run and that bootstrap_servers names them, "
                    + "then start again"))
        #expect(!failure.message.contains("tried again"))
    }

    @Test("what an engine's port says before there is a lane is one line with a code")
    func ports() {
        let away = CommandError(
            reporting: PortError(.rebuild, "lane t/0: timed out (_TIMED_OUT). it is tried again."))
        #expect(away.exitCode == .unavailable)
        #expect(away.message.hasPrefix("lane t/0: timed out (_TIMED_OUT). see that the brokers"))
        let other = CommandError(
            reporting: PortError(.halt(.inconsistent), "the lake is of another pipeline"))
        #expect(other.exitCode == .failed)
        #expect(other.message == "the lake is of another pipeline")
    }

    @Test("lost records end it with 78, whether Kafka or the lane noticed")
    func dataLoss() {
        let error = KafkaError(.dataLoss, "the records at offset 7 are gone")
        #expect(CommandError(reporting: error).exitCode == .dataQuality)
        let port = PortError(.halt(.dataLoss), "lane t/0 lost the offsets [7, 9)")
        #expect(CommandError(reporting: port).exitCode == .dataQuality)
        #expect(ExitCode(.dataLoss) == .dataQuality)
    }
}
