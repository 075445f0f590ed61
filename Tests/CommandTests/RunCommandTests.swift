import Foundation
import Kafka
import TestSupport
import Testing

/// `run` as a user calls it, on brokers inside the test's process.
@Suite struct RunCommandTests {
    private let folder: TemporaryFolder
    private let cluster: EmbeddedCluster

    init() throws {
        folder = try TemporaryFolder()
        cluster = try EmbeddedCluster()
        try folder.writeShippedPipeline(on: cluster)
    }

    private func run(_ options: [String]) throws -> ProcessResult {
        try Program.run(["run", folder.pipelineFile] + options)
    }

    @Test("the client's memory is divided among the lanes that this process has")
    func laneCount() throws {
        // More partitions than the contract asks for, of which two are chosen.
        try cluster.createTopic("price-ticks", partitions: 6)
        try cluster.createTopic("instrument-metadata", partitions: 1)
        let result = try run(["--partitions", "0,5", "--until-caught-up", "--log-format", "json"])
        #expect(result.status == 0, "\(result)")
        let lines = try result.errors.split(separator: "\n").compactMap { line in
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        }
        let start = lines.first { $0["event"] as? String == "kafka client starts" }
        #expect(start?["lanes"] as? Int == 3, "\(result)")
    }

    @Test("a topic that is not there is an error that says how to create it")
    func missingTopic() throws {
        try cluster.createTopic("price-ticks", partitions: 4)
        let unknown = KafkaErrorCode(3)
        cluster.fail(topic: "instrument-metadata", with: unknown)
        let result = try run(["--until-caught-up"])
        #expect(result.status == 64, "\(result)")
        #expect(
            result.errors
                == "error: the brokers have no topic `instrument-metadata`. "
                + "create it with `ticklake topics apply`, or correct its name\n")
    }
}
