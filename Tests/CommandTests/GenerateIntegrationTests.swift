import Foundation
import TestSupport
import Testing

/// `topics` and `generate` on a real broker, as a user calls them.
@Suite(.enabled(if: RealBroker.isAvailable, RealBroker.isMissing))
struct GenerateIntegrationTests {
    @Test("topics apply makes the topics, generate fills them, and all records are delivered")
    func feed() throws {
        let pipeline = try PipelineFolder(RealBroker.required())
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
        let pipeline = try PipelineFolder(RealBroker.required())
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
