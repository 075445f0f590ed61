import Pipeline
import YAML

/// Reads the pipeline file.
///
/// Defaults are the plan's own.
struct PipelineFileReader {
    let root: Section
    /// What the Kafka client says of a value of one of its settings.
    let kafkaSetting: (_ name: String, _ value: String) -> SettingVerdict

    static let keys = [
        "name", "lake", "kafka", "topics", "start", "on_data_loss", "event_time", "duplicates",
        "bars", "session", "cadences", "delta", "maintenance", "limits", "poller",
    ]

    init(_ value: YAMLValue, report: Report, references: References) {
        root = Section(value, path: "", keys: Self.keys, report: report, references: references)
        kafkaSetting = references.surroundings.kafkaSetting
    }

    /// The contracts that the file names.
    func contractPaths() -> [ScalarText] {
        let expected = "a list of contract files such as [price-ticks.yaml]"
        guard let elements = root.list("topics", expected: expected), !elements.isEmpty else {
            if root.value("topics").map({ $0.content == .sequence([]) }) ?? true {
                root.missing("topics", expected: expected)
            }
            return []
        }
        var seen: Set<String> = []
        return elements.compactMap { element in
            guard let path = root.scalar(element, "topics", expected: expected) else { return nil }
            guard seen.insert(path.text).inserted else {
                root.report.add(
                    "'topics' names \(Shown.quoted(path.shown)) twice",
                    expected: "each contract once", at: path.position)
                return nil
            }
            return path
        }
    }

    /// The plan over these contracts; to be used only when the report has no problems.
    func plan(topics drafts: [ContractDraft]) -> PipelinePlan {
        let name = root.requiredText(
            "name", expected: "a name of letters, digits, '.', '-' and '_'",
            where: NameRules.isPipelineName)
        let lake = root.requiredText("lake", expected: "a folder such as ./lake") { !$0.isEmpty }
        checkTogether(drafts)
        let topics = drafts.compactMap(\.plan)
        var plan = PipelinePlan(
            name: name, lake: lake, kafka: readKafka(pipeline: name), topics: topics)
        plan.start = readStart(topics)
        plan.onDataLoss = root.choice("on_data_loss", default: plan.onDataLoss)
        readTimes(into: &plan)
        plan.bars = readBars(plan.bars)
        plan.sessionTimeZone = readSession(plan.sessionTimeZone)
        plan.cadences = readCadences(plan.cadences)
        plan.checkpointIntervalCommits = root.section("delta", keys: ["checkpoint_every"])
            .integer("checkpoint_every", default: plan.checkpointIntervalCommits, in: 1...100_000)
        plan.maintenance = readMaintenance(plan.maintenance)
        plan.limits = readLimits(plan.limits)
        plan.maintenance.memoryBytes = plan.limits.maintenanceMemoryBytes
        (plan.pollerSources, plan.pollerMetrics) = readPoller()
        return plan
    }

    /// What no contract sees alone.
    private func checkTogether(_ drafts: [ContractDraft]) {
        var files: [String: String] = [:]
        var instruments: ContractDraft?
        for draft in drafts {
            guard let plan = draft.plan, !plan.name.isEmpty else { continue }
            if let other = files.updateValue(draft.file, forKey: plan.name) {
                root.report.add(
                    "'topics' has two contracts for the topic '\(plan.name)', in \(other) and"
                        + " \(draft.file)", expected: "one contract for a topic", at: draft.place)
            }
            guard plan.kind == .instruments else { continue }
            if let other = instruments {
                root.report.add(
                    "'topics' has two contracts for instruments, in \(other.file) and"
                        + " \(draft.file)",
                    expected: "one: their columns are those of one table", at: draft.place)
            }
            instruments = draft
        }
    }

    private func readSession(_ defaults: SessionTimeZone) -> SessionTimeZone {
        let section = root.section("session", keys: ["time_zone"])
        let expected = "UTC (other zones are not available in this version)"
        return section.parsed("time_zone", expected: expected) { text in
            text == "UTC" ? SessionTimeZone.utc : nil
        } ?? defaults
    }

    private func readLimits(_ defaults: LimitsPlan) -> LimitsPlan {
        let section = root.section(
            "limits", keys: ["record_size", "json_depth", "memory", "batch_rows"])
        return LimitsPlan(
            recordBytes: section.size(
                "record_size", default: defaults.recordBytes, in: 1024...268_435_456),
            jsonDepth: section.integer("json_depth", default: defaults.jsonDepth, in: 1...512),
            memoryBytes: section.size(
                "memory", default: defaults.memoryBytes, in: 67_108_864...1 << 40),
            batchRows: section.integer(
                "batch_rows", default: defaults.batchRows, in: 1...LimitsPlan.batchRowsMax))
    }
}
