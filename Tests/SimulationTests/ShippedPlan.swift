import Bytes
import Contracts
import Foundation
import ObjectStorage
import Pipeline
import TestSupport

/// Pipelines over the contracts that the project ships.
enum ShippedPlan {
    struct Unreadable: Error { let problems: [String] }

    /// The topic of the shipped ticks' contract.
    static let ticks = "price-ticks"
    /// The topic of the shipped instruments' contract.
    static let metadata = "instrument-metadata"
    /// The contracts' version; another than that of their rules.
    static let schemaVersion = 3

    /// A pipeline of both topics under their shipped contracts.
    static func plan() throws -> PipelinePlan {
        PipelinePlan(
            name: "simulation", lake: "memory",
            kafka: KafkaPlan(bootstrapServers: ["scripted"]),
            topics: [try contract(ticks), try contract(metadata)])
    }

    private static func contract(_ topic: String) throws -> TopicPlan {
        let name = "\(topic).yaml"
        let file = PackageFolder.root.appendingPathComponent("topics/\(name)")
        let bytes = [UInt8](try Data(contentsOf: file))
        switch ConfigurationReader.readContract(bytes, file: name) {
        case .success(var plan):
            plan.schemaVersion = schemaVersion
            return plan
        case .failure(let problems):
            throw Unreadable(problems: problems.problems.map(\.description))
        }
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
        let faults = FaultyStore.seeded(seed, percent: percent)
        return { call in
            if call.index == crashAt { return crashesAfter ? .crashAfter : .crashBefore }
            return faults(call)
        }
    }
}
