import Pipeline

/// What the brokers have of one topic.
struct TopicState: Sendable {
    /// The number of partitions.
    var partitions: Int
    /// The settings in effect, the brokers' defaults included.
    var settings: [String: String]
}

/// One promise of a contract about its topic, and what the brokers have instead.
struct TopicFinding: Sendable {
    /// What is to be done about it.
    enum Remedy: Sendable {
        /// Nothing: it is as the contract says, or better.
        case none
        /// The topic is to be made.
        case create
        /// Partitions are to be added.
        case grow
        /// This program does not change it: what an operator can do.
        case refuse(String)
    }

    /// The topic.
    let topic: String
    /// What is promised: `topic`, `partitions`, or a setting's name.
    let subject: String
    /// As the contract has it.
    let wanted: String
    /// As the brokers have it.
    let found: String
    /// What is to be done about it.
    let remedy: Remedy

    /// Whether the contract is kept.
    var isKept: Bool {
        if case .none = remedy { return true }
        return false
    }
}

extension TopicPlan {
    /// Holds the contract against what the brokers have; nil when they have no such topic.
    func findings(_ state: TopicState?) -> [TopicFinding] {
        guard let state else {
            return [finding("topic", "\(partitions) partitions", "-", .create)]
        }
        // More partitions than that are a topic that was grown.
        let partitions = finding(
            "partitions", "\(partitions)", "\(state.partitions)",
            state.partitions < partitions ? .grow : .none)
        return [partitions] + settings.map { setting($0, state.settings[$0.name]) }
    }

    private func setting(_ setting: TopicSetting, _ found: String?) -> TopicFinding {
        guard let found else {
            return finding(
                setting.name, setting.value, "-",
                .refuse("the brokers do not know it: take it out of the contract"))
        }
        let isKept = Self.words(setting.value) == Self.words(found)
        let command =
            "kafka-configs.sh --alter --topic \(name) --add-config \(setting.name)=\(setting.value)"
        return finding(setting.name, setting.value, found, isKept ? .none : .refuse(command))
    }

    /// The order of a list such as `compact,delete` means nothing.
    private static func words(_ value: String) -> [String] {
        value.split(separator: ",").map { String($0.filter { $0 != " " }) }.sorted()
    }

    private func finding(
        _ subject: String, _ wanted: String, _ found: String, _ remedy: TopicFinding.Remedy
    ) -> TopicFinding {
        TopicFinding(
            topic: name, subject: subject, wanted: wanted, found: found, remedy: remedy)
    }
}
