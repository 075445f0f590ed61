import Kafka
import Pipeline
import Platform

/// Makes the brokers' topics what the contracts say, as far as that harms nothing.
///
/// Topics are made and grown. Settings of a topic that is there are not changed: the protocol's
/// request for it replaces all of them, and others may have been set by hand.
struct TopicApplication {
    /// What became of a finding.
    struct Outcome {
        let finding: TopicFinding
        /// What was done, or why nothing was.
        let action: String
        /// Whether the contract is kept now.
        let isKept: Bool
    }

    private static let patienceNanoseconds: Int64 = 10_000_000_000
    private static let pauseNanoseconds: Int64 = 100_000_000

    private let plan: PipelinePlan
    private let isRehearsal: Bool

    /// - Parameter isRehearsal: only tells what would be done.
    init(_ plan: PipelinePlan, isRehearsal: Bool) {
        self.plan = plan
        self.isRehearsal = isRehearsal
    }

    /// Compares all topics with their contracts, then does what there is to do.
    func run() throws -> [Outcome] {
        let states = try TopicCensus(plan).states(of: plan.topics)
        let admin = try KafkaAdmin(plan.kafka.clientConfiguration)
        defer { admin.close() }
        let outcomes = try plan.topics.flatMap { topic in
            try topic.findings(states[topic.name]).map { try settle($0, topic, admin) }
        }
        if !isRehearsal, outcomes.allSatisfy(\.isKept) { try awaitPartitions() }
        return outcomes
    }

    /// Waits until the brokers show what was made: they say yes before all of them know.
    private func awaitPartitions() throws {
        let census = TopicCensus(plan)
        let pause = StopRequest()
        let deadline = SystemClock.monotonicNanoseconds() + Self.patienceNanoseconds
        while SystemClock.monotonicNanoseconds() < deadline {
            let partitions = try census.partitions(of: plan.topics)
            let isSettled = plan.topics.allSatisfy {
                partitions[$0.name, default: 0] >= $0.partitions
            }
            if isSettled { return }
            pause.wait(deadline: SystemClock.monotonicNanoseconds() + Self.pauseNanoseconds)
        }
    }

    private func settle(
        _ finding: TopicFinding, _ topic: TopicPlan, _ admin: KafkaAdmin
    ) throws -> Outcome {
        switch finding.remedy {
        case .none:
            return Outcome(finding: finding, action: "kept", isKept: true)
        case .refuse(let advice):
            return Outcome(finding: finding, action: "refused: \(advice)", isKept: false)
        case .create:
            return try outcome(finding, "created") {
                try admin.create([newTopic(topic)])[topic.name]
            }
        case .grow:
            return try outcome(finding, "grown") {
                try admin.increasePartitions([topic.name: topic.partitions])[topic.name]
            }
        }
    }

    private func outcome(
        _ finding: TopicFinding, _ done: String, _ work: () throws -> KafkaAdmin.Outcome?
    ) throws -> Outcome {
        if isRehearsal {
            return Outcome(finding: finding, action: "would be \(done)", isKept: true)
        }
        switch try work() {
        case .success:
            return Outcome(finding: finding, action: done, isKept: true)
        case .failure(let error):
            return Outcome(finding: finding, action: "failed: \(error)", isKept: false)
        case nil:
            return Outcome(
                finding: finding, action: "failed: the brokers gave no answer", isKept: false)
        }
    }

    private func newTopic(_ topic: TopicPlan) -> KafkaAdmin.NewTopic {
        KafkaAdmin.NewTopic(
            topic.name, partitions: topic.partitions, replicas: topic.replicationFactor,
            settings: Dictionary(topic.settings.map { ($0.name, $0.value) }) { _, last in last })
    }
}
