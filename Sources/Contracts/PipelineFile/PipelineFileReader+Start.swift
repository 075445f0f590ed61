import JSONColumns
import Pipeline
import YAML

extension PipelineFileReader {
    private static let startForms =
        "earliest, latest, a time such as 2026-01-05T14:30:00Z, or a mapping with offsets"

    func readStart(_ topics: [TopicPlan]) -> StartPosition {
        guard let value = root.value("start") else { return .earliest }
        if case .mapping = value.content {
            let section = root.section("start", keys: ["offsets"])
            return .offsets(readOffsets(section.openSection("offsets"), topics))
        }
        return root.parsed(
            "start", expected: Self.startForms, candidates: ["earliest", "latest"]
        ) { text -> StartPosition? in
            switch text {
            case "earliest": .earliest
            case "latest": .latest
            default:
                RFC3339.nanoseconds(text).map { .timestamp(milliseconds: Self.milliseconds($0)) }
            }
        } ?? .earliest
    }

    /// The first whole millisecond at or after a time, because Kafka's times are milliseconds.
    private static func milliseconds(_ nanoseconds: Int64) -> Int64 {
        let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return remainder > 0 ? quotient + 1 : quotient
    }

    private func readOffsets(_ section: Section, _ topics: [TopicPlan]) -> [LaneOffset] {
        let names = topics.map(\.name)
        if section.entries.isEmpty {
            section.report.add(
                "'start.offsets' names no topic", expected: "topics with offsets by partition",
                at: section.position)
        }
        return section.entries.flatMap { entry -> [LaneOffset] in
            guard names.contains(where: { $0.utf8.elementsEqual(entry.key.utf8) }) else {
                section.report.add(
                    "'start.offsets' names \(Shown.quoted(entry.key)), which no contract has",
                    expected: Shown.alternatives(names), candidates: names, written: entry.key,
                    at: entry.keyPosition)
                return []
            }
            section.report.give(section.path(of: entry.key))
            return readLanes(
                Section(
                    entry.value, path: section.path(of: entry.key), report: section.report,
                    references: section.references), topic: entry.key)
        }
    }

    private func readLanes(_ section: Section, topic: String) -> [LaneOffset] {
        section.entries.compactMap { entry in
            guard let partition = IntegerText.parse(entry.key), (0...100_000).contains(partition)
            else {
                section.report.add(
                    "'\(section.path)' names partition \(Shown.quoted(entry.key))",
                    expected: "a partition's number", at: entry.keyPosition)
                return nil
            }
            let offset = section.integer(entry.key, default: 0, in: 0...Int.max)
            return LaneOffset(topic: topic, partition: Int32(partition), offset: Int64(offset))
        }
    }
}
