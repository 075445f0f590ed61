import JSONColumns
import Pipeline
import YAML

extension PipelineFileReader {
    private static let day: Int64 = 86_400_000_000_000
    private static let hour: Int64 = 3_600_000_000_000
    private static let millisecond: Int64 = 1_000_000

    func readTimes(into plan: inout PipelinePlan) {
        let times = root.section(
            "event_time", keys: ["watermark_delay", "max_skew", "max_event_time"])
        let defaults = plan.eventTime
        plan.eventTime.watermarkDelay = times.duration(
            "watermark_delay", default: defaults.watermarkDelay, in: 0...Self.day)
        plan.eventTime.maxSkew = times.duration(
            "max_skew", default: defaults.maxSkew, in: 0...Self.day)
        plan.eventTime.maxEventTime =
            times.parsed(
                "max_event_time", expected: "a time such as 2026-01-05T14:30:00Z, or none"
            ) { text -> Int64?? in
                text == "none" ? .some(nil) : RFC3339.nanoseconds(text).map { .some($0) }
            } ?? defaults.maxEventTime
        let duplicates = root.section("duplicates", keys: ["horizon", "max_keys_per_lane"])
        plan.duplicates.horizon = duplicates.duration(
            "horizon", default: plan.duplicates.horizon, in: 0...7 * Self.day)
        plan.duplicates.maxKeysPerLane = duplicates.integer(
            "max_keys_per_lane", default: plan.duplicates.maxKeysPerLane, in: 1000...16_000_000)
    }

    func readBars(_ defaults: BarsPlan) -> BarsPlan {
        let section = root.section("bars", keys: ["intervals"])
        let expected = "a list of durations such as [1m, 5m]"
        guard let elements = section.list("intervals", expected: expected) else { return defaults }
        var intervals: [BarInterval] = []
        for element in elements {
            guard let scalar = section.scalar(element, "intervals", expected: expected),
                let interval = readInterval(scalar, section)
            else { continue }
            if intervals.contains(interval) {
                section.report.add(
                    "'bars.intervals' has \(interval.name) twice", expected: "each once",
                    at: scalar.position)
            } else {
                intervals.append(interval)
            }
        }
        let position = section.value("intervals")?.position ?? section.position
        if intervals.count == elements.count, !intervals.contains(.minute) {
            section.report.add(
                "'bars.intervals' lacks 1m", expected: "1m among them: GOLD is made of 1m bars",
                at: position)
        }
        return BarsPlan(intervals: intervals.sorted { $0.length < $1.length })
    }

    /// An interval that begins at the epoch's hours, whichever hour it is.
    private func readInterval(_ scalar: ScalarText, _ section: Section) -> BarInterval? {
        guard let length = DurationText.parse(scalar.text),
            (Self.millisecond...Self.hour).contains(length)
        else {
            section.wrong(
                "intervals", Shown.quoted(scalar.shown),
                expected: "durations from 1ms to 1h, such as 1m", at: scalar.position)
            return nil
        }
        guard Self.hour.isMultiple(of: length) else {
            section.wrong(
                "intervals", "\(Shown.quoted(scalar.shown)), which does not divide an hour",
                expected: "an interval that does, such as 1m, 5m, 15m or 1h", at: scalar.position)
            return nil
        }
        return BarInterval(name: DurationText.render(length), length: length)
    }

    func readCadences(_ defaults: CadencesPlan) -> CadencesPlan {
        let section = root.section("cadences", keys: ["raw", "silver", "gold", "quiet", "state"])
        let ten = 10 * Self.millisecond
        return CadencesPlan(
            raw: readCadence(
                section.section("raw", keys: ["every", "bytes"]), defaults.raw, ten...Self.hour),
            silver: Cadence(
                interval: section.duration(
                    "silver", default: defaults.silver.interval, in: ten...Self.hour)),
            gold: Cadence(
                interval: section.duration(
                    "gold", default: defaults.gold.interval, in: ten...Self.day)),
            quietTransaction: section.duration(
                "quiet", default: defaults.quietTransaction, in: ten...Self.hour),
            stateSnapshot: readCadence(
                section.section("state", keys: ["every", "bytes"]), defaults.stateSnapshot,
                ten...Self.day))
    }

    private func readCadence(
        _ section: Section, _ defaults: Cadence, _ range: ClosedRange<Int64>
    ) -> Cadence {
        let bytes = section.size("bytes", default: Int(defaults.bytes ?? 0), in: 65_536...1 << 40)
        return Cadence(
            interval: section.duration("every", default: defaults.interval, in: range),
            bytes: Int64(bytes))
    }
}
