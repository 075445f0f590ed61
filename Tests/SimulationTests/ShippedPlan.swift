import Bytes
import Contracts
import Foundation
import ObjectStorage
import Pipeline
import TestSupport

/// Pipelines over the contracts that the project ships.
enum ShippedPlan {
    struct Unreadable: Error { let problems: [String] }

    /// A pipeline of one tick topic under the shipped contract.
    static func ticks(_ topic: String) throws -> PipelinePlan {
        let file = PackageFolder.root.appendingPathComponent("topics/price-ticks.yaml")
        let bytes = [UInt8](try Data(contentsOf: file))
        var contract: TopicPlan
        switch ConfigurationReader.readContract(bytes, file: "price-ticks.yaml") {
        case .success(let plan): contract = plan
        case .failure(let problems):
            throw Unreadable(problems: problems.problems.map(\.description))
        }
        contract.name = topic
        return PipelinePlan(
            name: "simulation", lake: "memory",
            kafka: KafkaPlan(bootstrapServers: ["scripted"]), topics: [contract])
    }
}

/// Faults of a store, drawn by a seed: a few calls that fail, lose their response or tear, and at
/// some call a crash.
enum SimulatedFaults {
    static func draw(_ random: inout SplitMix64) -> FaultyStore.Plan {
        let seed = random.next()
        let crashAt = Int.random(in: 20...1_500, using: &random)
        let crashesAfter = Bool.random(using: &random)
        let percent = Int.random(in: 0...4, using: &random)
        return { call in
            if call.index == crashAt { return crashesAfter ? .crashAfter : .crashBefore }
            var draw = SplitMix64(seed: seed &+ UInt64(call.index))
            guard Int.random(in: 0..<100, using: &draw) < percent else { return nil }
            switch Int.random(in: 0..<3, using: &draw) {
            case 0: return .failBefore(.unavailable)
            case 1: return .loseResponse
            default: return .tear
            }
        }
    }
}
