import Pipeline
import YAML

extension PipelineFileReader {
    private static let hour: Int64 = 3_600_000_000_000
    private static let day: Int64 = 86_400_000_000_000

    func readMaintenance(_ defaults: MaintenancePlan) -> MaintenancePlan {
        let section = root.section(
            "maintenance",
            keys: ["optimize", "target_size", "files_min", "vacuum", "retain", "clean_log"])
        return MaintenancePlan(
            optimizeInterval: readInterval("optimize", section, from: 1_000_000_000),
            targetBytes: section.size(
                "target_size", default: defaults.targetBytes, in: 1 << 20...1 << 40),
            filesMin: section.integer("files_min", default: defaults.filesMin, in: 2...100_000),
            vacuumInterval: readInterval("vacuum", section, from: 60_000_000_000),
            retention: section.duration(
                "retain", default: defaults.retention, in: Self.hour...3650 * Self.day),
            logCleanupInterval: readInterval("clean_log", section, from: 60_000_000_000))
    }

    /// A duration, or never.
    private func readInterval(_ key: String, _ section: Section, from least: Int64) -> Int64? {
        let range = least...365 * Self.day
        let expected =
            "never, or a duration from \(DurationText.render(least)) to "
            + "\(DurationText.render(range.upperBound)) such as 1h"
        return section.parsed(key, expected: expected) { text -> Int64?? in
            if text == "never" { return .some(nil) }
            return DurationText.parse(text).flatMap { range.contains($0) ? .some($0) : nil }
        } ?? nil
    }
}
