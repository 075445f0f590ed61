import Bytes
import Connectors
import ObjectStorage
import Pipeline
import TestSupport
import Testing

@Suite("A partition that is added later")
struct AddedPartitionTests {
    private let disk = MemoryStore()

    /// The pipeline as a process assembles it.
    private func assembly() throws -> PipelineAssembly {
        var plan = try ShippedPlan.plan()
        plan.start = .latest
        return try PipelineAssembly(
            plan,
            environment: LakeEnvironment(
                store: disk, now: { 0 }, random: RandomBits(SplitMix64(seed: 1))))
    }

    @Test("starts at its beginning, whatever the pipeline says of those that were there")
    func start() throws {
        let first = try assembly()
        #expect(try first.firstPartitions(of: ShippedPlan.ticks, now: 2) == 2)
        // The number that stands is the first one, in this process and in later ones.
        #expect(try first.firstPartitions(of: ShippedPlan.ticks, now: 4) == 2)
        let later = try assembly()
        let known = try later.firstPartitions(of: ShippedPlan.ticks, now: 4)
        #expect(known == 2)
        let lanes = try later.lanes(
            topic: ShippedPlan.ticks, partitions: [0, 1, 2, 3], firstPartitions: known)
        #expect(lanes.map(\.start) == [.latest, .latest, .earliest, .earliest])
    }

    @Test("has its own number for each topic")
    func topics() throws {
        let assembly = try assembly()
        #expect(try assembly.firstPartitions(of: ShippedPlan.ticks, now: 2) == 2)
        #expect(try assembly.firstPartitions(of: ShippedPlan.metadata, now: 5) == 5)
    }
}
