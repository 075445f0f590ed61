import JSONColumns
import Pipeline

/// Writes a pipeline's effective values.
struct PipelineRendering {
    let plan: PipelinePlan
    let file: FileNotes
    let contracts: [FileNotes]

    func write(to lines: inout YAMLLines) {
        entry("name", text("name", plan.name), &lines)
        entry("lake", text("lake", plan.lake), &lines)
        lines.section("kafka") { writeKafka(to: &$0) }
        let names = contracts.map { YAMLLines.scalar(escaped($0.reference)) }
        entry("topics", YAMLLines.list(names), &lines)
        writeStart(to: &lines)
        entry("on_data_loss", plan.onDataLoss.rawValue, &lines)
        writeTimes(to: &lines)
        lines.section("cadences") { writeCadences(to: &$0) }
        lines.section("delta") {
            entry("delta.checkpoint_every", String(plan.checkpointIntervalCommits), &$0)
        }
        lines.section("maintenance") { writeMaintenance(to: &$0) }
        lines.section("limits") {
            entry("limits.record_size", SizeText.render(plan.limits.recordBytes), &$0)
            entry("limits.json_depth", String(plan.limits.jsonDepth), &$0)
            entry("limits.memory", SizeText.render(plan.limits.memoryBytes), &$0)
            entry("limits.batch_rows", String(plan.limits.batchRows), &$0)
        }
        lines.section("poller") {
            let sources = plan.pollerSources.map { YAMLLines.scalar(escaped($0)) }
            entry("poller.sources", YAMLLines.list(sources), &$0)
            let metrics = plan.pollerMetrics?.description ?? "off"
            entry("poller.metrics", YAMLLines.scalar(metrics), &$0)
        }
    }

    private func writeKafka(to lines: inout YAMLLines) {
        let path = "kafka.bootstrap_servers"
        let servers = plan.kafka.bootstrapServers.map { YAMLLines.scalar(escaped($0)) }
        let written = file.references[path].map { YAMLLines.scalar($0) }
        entry(path, written ?? YAMLLines.list(servers), &lines)
        entry("kafka.group", text("kafka.group", plan.kafka.groupID), &lines)
        guard !plan.kafka.properties.isEmpty else {
            entry("kafka.properties", "{}", &lines)
            return
        }
        lines.section("properties") {
            for property in plan.kafka.properties {
                $0.entry(property.key, shown(property))
            }
        }
    }

    /// A property as it may be shown: a lone reference tells nothing, all else about a secret does.
    private func shown(_ property: KafkaProperty) -> String {
        guard case .secret = property.value else {
            return YAMLLines.scalar(escaped(property.value.description))
        }
        guard let written = file.references["kafka.properties.\(property.key)"],
            written.hasPrefix("${"), written.firstIndex(of: "}") == written.indices.last
        else { return YAMLLines.scalar(property.value.description) }
        return YAMLLines.scalar(written)
    }

    private func writeStart(to lines: inout YAMLLines) {
        switch plan.start {
        case .earliest: entry("start", "earliest", &lines)
        case .latest: entry("start", "latest", &lines)
        case .timestamp(let milliseconds):
            let (nanoseconds, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
            let time = RFC3339.text(overflow ? Int64.max : nanoseconds)
            entry("start", YAMLLines.scalar(time), &lines)
        case .offsets(let offsets):
            lines.section("start") {
                $0.section("offsets") { lines in
                    for topic in plan.topics.map(\.name) {
                        let lanes = offsets.filter { $0.topic == topic }
                            .map { "\($0.partition): \($0.offset)" }
                        guard !lanes.isEmpty else { continue }
                        lines.entry(topic, "{" + lanes.joined(separator: ", ") + "}")
                    }
                }
            }
        }
    }

    private func writeTimes(to lines: inout YAMLLines) {
        lines.section("event_time") {
            let times = plan.eventTime
            duration("event_time.watermark_delay", times.watermarkDelay, &$0)
            duration("event_time.max_skew", times.maxSkew, &$0)
            let latest = times.maxEventTime.map { YAMLLines.scalar(RFC3339.text($0)) }
            entry("event_time.max_event_time", latest ?? "none", &$0)
        }
        lines.section("duplicates") {
            duration("duplicates.horizon", plan.duplicates.horizon, &$0)
            entry("duplicates.max_keys_per_lane", String(plan.duplicates.maxKeysPerLane), &$0)
        }
        lines.section("bars") {
            entry("bars.intervals", YAMLLines.list(plan.bars.intervals.map(\.name)), &$0)
        }
        lines.section("session") {
            entry("session.time_zone", YAMLLines.scalar(plan.sessionTimeZone.name), &$0)
        }
    }

    private func writeCadences(to lines: inout YAMLLines) {
        let cadences = plan.cadences
        lines.section("raw") { cadence("cadences.raw", cadences.raw, &$0) }
        duration("cadences.silver", cadences.silver.interval, &lines)
        duration("cadences.gold", cadences.gold.interval, &lines)
        duration("cadences.quiet", cadences.quietTransaction, &lines)
        lines.section("state") { cadence("cadences.state", cadences.stateSnapshot, &$0) }
    }

    private func writeMaintenance(to lines: inout YAMLLines) {
        let plan = plan.maintenance
        interval("maintenance.optimize", plan.optimizeInterval, &lines)
        entry("maintenance.target_size", SizeText.render(plan.targetBytes), &lines)
        entry("maintenance.files_min", String(plan.filesMin), &lines)
        interval("maintenance.vacuum", plan.vacuumInterval, &lines)
        duration("maintenance.retain", plan.retention, &lines)
        interval("maintenance.clean_log", plan.logCleanupInterval, &lines)
    }

    private func interval(_ path: String, _ nanoseconds: Int64?, _ lines: inout YAMLLines) {
        entry(path, nanoseconds.map(DurationText.render) ?? "never", &lines)
    }

    private func cadence(_ path: String, _ cadence: Cadence, _ lines: inout YAMLLines) {
        duration("\(path).every", cadence.interval, &lines)
        entry("\(path).bytes", SizeText.render(Int(cadence.bytes ?? 0)), &lines)
    }

    private func duration(_ path: String, _ nanoseconds: Int64, _ lines: inout YAMLLines) {
        entry(path, DurationText.render(nanoseconds), &lines)
    }

    /// Writes the last part of a path with its value, and whether that is the default.
    private func entry(_ path: String, _ value: String, _ lines: inout YAMLLines) {
        let key = path.split(separator: ".").last.map(String.init) ?? path
        lines.entry(key, value, remark: file.remark(path))
    }

    /// A text as it was written, where it held references.
    private func text(_ path: String, _ value: String) -> String {
        YAMLLines.scalar(file.references[path] ?? escaped(value))
    }

    /// A text in which `$` means itself.
    private func escaped(_ text: String) -> String {
        text.split(separator: "$", omittingEmptySubsequences: false).joined(separator: "$$")
    }
}
