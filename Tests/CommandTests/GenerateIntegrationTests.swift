import Foundation
import TestSupport
import Testing

/// `topics` and `generate` on a real broker, as a user calls them.
@Suite(.enabled(if: RealBroker.isAvailable, RealBroker.isMissing))
struct GenerateIntegrationTests {
    @Test("topics apply makes the topics, generate fills them, and all records are delivered")
    func feed() throws {
        let pipeline = try Pipeline(RealBroker.required())
        let before = try pipeline.run(["generate"])
        #expect(before.status == 64, "\(before)")
        #expect(before.errors.contains("ticklake topics apply"), "\(before)")
        #expect(try pipeline.run(["topics", "apply"]).status == 0)
        let generated = try pipeline.run(
            ["generate"], ["--ticks", "20_000", "--seed", "3", "--faults", "5", "--json"])
        #expect(generated.status == 0, "\(generated)")
        let report = try #require(
            try JSONSerialization.jsonObject(with: Data(generated.output.utf8)) as? [String: Any])
        // One heartbeat for each partition at the end.
        let topics = try #require(report["topics"] as? [[String: Any]])
        #expect(topics.map { $0["heartbeats"] as? Int } == [1, 3])
        #expect(topics.last?["records"] as? Int == 20_003)
        #expect((report["faults"] as? [String: Int])?.count ?? 0 > 15)
        let records = try #require(report["records"] as? Int)
        #expect(report["delivered"] as? Int == records)
        #expect(report["failed"] as? Int == 0)
        #expect(try pipeline.offsets() == records)
    }

    @Test("topics apply adds partitions, and refuses to change a setting")
    func changes() throws {
        let pipeline = try Pipeline(RealBroker.required())
        #expect(try pipeline.run(["topics", "apply"]).status == 0)
        try pipeline.writeTickContract(partitions: 5)
        let rehearsed = try pipeline.run(["topics", "apply"], ["--dry-run"])
        #expect(rehearsed.output.contains("would be grown"), "\(rehearsed)")
        let grown = try pipeline.run(["topics", "apply"])
        #expect(grown.status == 0 && grown.output.contains("grown"), "\(grown)")
        try pipeline.writeTickContract(partitions: 2, timestamps: "CreateTime")
        let refused = try pipeline.run(["topics", "apply"])
        #expect(refused.status == 1, "\(refused)")
        #expect(refused.output.contains("refused: kafka-configs.sh"), "\(refused)")
        // More partitions than the contract's are no fault.
        #expect(refused.output.contains("kept"), "\(refused)")
    }
}

/// A pipeline file with topics of its own.
private struct Pipeline {
    private let folder: TemporaryFolder
    private let broker: RealBroker
    private let ticks = RealBroker.topicName("ticks")

    init(_ broker: RealBroker) throws {
        folder = try TemporaryFolder()
        self.broker = broker
        try write(
            "ticklake.yaml",
            """
            name: test
            lake: \(folder.url.path)/lake
            kafka:
              bootstrap_servers: ${env:KAFKA_BOOTSTRAP_SERVERS}
            topics: [ticks.yaml, instruments.yaml]
            """)
        try write(
            "instruments.yaml",
            try shipped("instrument-metadata").replacingOccurrences(
                of: "topic: instrument-metadata",
                with: "topic: \(RealBroker.topicName("instruments"))"))
        try writeTickContract(partitions: 3)
    }

    func writeTickContract(partitions: Int, timestamps: String = "LogAppendTime") throws {
        try write(
            "ticks.yaml",
            try shipped("price-ticks")
                .replacingOccurrences(of: "topic: price-ticks", with: "topic: \(ticks)")
                .replacingOccurrences(of: "partitions: 4", with: "partitions: \(partitions)")
                .replacingOccurrences(of: "type: LogAppendTime", with: "type: \(timestamps)"))
    }

    func run(_ command: [String], _ options: [String] = []) throws -> ProcessResult {
        let file = folder.url.appendingPathComponent("ticklake.yaml").path
        return try Program.run(
            command + [file] + options,
            environment: ["KAFKA_BOOTSTRAP_SERVERS": broker.bootstrapServers])
    }

    /// The records of all partitions, by the watermarks.
    func offsets() throws -> Int {
        let shown = try run(["topics", "show"], ["--json"])
        let topics = try #require(
            try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [[String: Any]])
        let partitions = topics.flatMap { $0["partitions"] as? [[String: Any]] ?? [] }
        return partitions.reduce(0) { sum, partition in
            sum + (partition["high"] as? Int ?? 0) - (partition["low"] as? Int ?? 0)
        }
    }

    private func shipped(_ contract: String) throws -> String {
        try String(
            contentsOf: PackageFolder.root.appendingPathComponent("topics/\(contract).yaml"),
            encoding: .utf8)
    }

    private func write(_ name: String, _ text: String) throws {
        try text.write(
            to: folder.url.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
}
