internal import Contracts
internal import JSONColumns
internal import YAML

extension SourceFileReader {
    private static let day: Int64 = 86_400_000_000_000

    private enum Kind: String, CaseIterable {
        case none, time, id
    }

    /// Reads how polling goes on.
    ///
    /// - Parameters:
    ///   - interval: the length of the source's bars; nil when it has none.
    ///   - calendar: whose sessions slices may stay within.
    func readCursor(barInterval interval: Int64?, _ calendar: MarketCalendar?) -> CursorPlan {
        let section = root.section(
            "cursor",
            keys: [
                "kind", "start", "end", "step", "granularity", "lookback", "settle",
                "end_inclusive", "clamp", "zone", "from",
            ])
        let kind: Kind = section.choice("kind", default: .none)
        switch kind {
        case .none: return .none
        case .id:
            if section.value("from") == nil {
                section.missing("from", expected: "the path of a record's id")
            }
            let path = made(section, "from", expected: "the path of a record's id") {
                text throws(PollProblem) in try ValuePath(text)
            }
            let start = section.integer("start", default: 0, in: 0...Int(Int64.max))
            return .id(start: Int64(start), path: path ?? .whole)
        case .time: break
        }
        let granularity = section.duration(
            "granularity", default: interval ?? 1_000_000, in: 1...Self.day)
        let cursor = TimeCursor(
            start: readStart(section),
            end: section.parsed(
                "end", expected: "a time such as 2026-02-01T00:00:00Z"
            ) { RFC3339.nanoseconds($0) },
            step: section.duration("step", default: Self.day, in: 1_000_000...3660 * Self.day),
            granularity: granularity,
            // A bar that begins in one slice and ends in the next is asked for with the next.
            lookback: section.duration(
                "lookback", default: interval ?? 0, in: (interval ?? 0)...366 * Self.day),
            settle: section.duration(
                "settle", default: interval == nil ? 0 : 5_000_000_000, in: 0...366 * Self.day),
            alignment: Self.alignment(interval),
            endIsInclusive: section.flag("end_inclusive", default: false),
            clamp: readClamp(section, calendar))
        return .time(cursor)
    }

    /// The periods that slices stay within.
    private func readClamp(_ section: Section, _ calendar: MarketCalendar?) -> MarketHours? {
        let zone = readZone(section)
        if case .scalar(let scalar) = section.value("clamp")?.content,
            scalar.text.hasSameBytes(as: "day")
        {
            return .days(in: zone)
        }
        return readMarketHours(section, "clamp", calendar)
    }

    /// Bars of up to a day begin at multiples of their length; others, where they like.
    private static func alignment(_ interval: Int64?) -> Int64 {
        guard let interval, day.isMultiple(of: interval) else { return 1 }
        return interval
    }

    private func readStart(_ section: Section) -> TimeCursor.Start {
        let expected = "a time such as 2026-01-02T00:00:00Z, or a duration before now such as 7d"
        guard section.value("start") != nil else {
            section.missing("start", expected: expected)
            return .ago(0)
        }
        return section.parsed("start", expected: expected) { text -> TimeCursor.Start? in
            if let time = RFC3339.nanoseconds(text) { return .at(time) }
            return DurationText.parse(text).map { .ago($0) }
        } ?? .ago(0)
    }

    func readLimits() -> SourceLimits {
        let section = root.section("limits", keys: ["pages", "round", "recent"])
        var limits = SourceLimits()
        limits.pages = section.integer("pages", default: limits.pages, in: 1...1_000_000)
        limits.roundBytes = section.size(
            "round", default: limits.roundBytes, in: 1 << 20...1 << 34)
        limits.recentRecords = section.integer(
            "recent", default: limits.recentRecords, in: 100...10_000_000)
        return limits
    }
}
