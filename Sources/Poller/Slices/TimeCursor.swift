internal import Bytes
internal import JSONColumns

/// How a source with a cursor of times goes through time.
///
/// Durations are nanoseconds, points in time nanoseconds since the epoch.
package struct TimeCursor: Sendable {
    /// Where a partition starts that was never polled.
    package var start: Start
    /// Where polling ends; nil goes on for ever.
    package var end: Int64?
    /// The longest slice that one request series covers.
    package var step: Int64
    /// What the vendor tells apart: an inclusive end is one granularity before the slice's end.
    package var granularity: Int64
    /// How much before the cursor is asked for again, because vendors add to it.
    package var lookback: Int64
    /// How long after an instant the vendor's records of it are final.
    package var settle: Int64
    /// What slices' ends are multiples of: a bar's interval, or the granularity.
    package var alignment: Int64
    /// Whether the vendor takes the end to belong to what is asked for.
    package var endIsInclusive: Bool
    /// The periods that slices stay within, and outside of which nothing is asked for; nil for all
    /// time.
    package var clamp: MarketHours?

    /// Where polling begins.
    package enum Start: Sendable, Equatable {
        /// At a point in time.
        case at(Int64)
        /// So long before the first poll.
        case ago(Int64)
    }

    /// Makes a cursor.
    package init(
        start: Start, end: Int64? = nil, step: Int64, granularity: Int64 = 1_000_000,
        lookback: Int64 = 0, settle: Int64 = 0, alignment: Int64 = 1, endIsInclusive: Bool = false,
        clamp: MarketHours? = nil
    ) {
        self.start = start
        self.end = end
        self.step = step
        self.granularity = granularity
        self.lookback = lookback
        self.settle = settle
        self.alignment = alignment
        self.endIsInclusive = endIsInclusive
        self.clamp = clamp
    }
}

/// A half-open range of time that one series of requests covers.
package struct TimeSlice: Sendable, Equatable {
    /// The first instant, in nanoseconds since the epoch.
    package var start: Int64
    /// The first instant behind it.
    package var end: Int64

    /// Makes a slice.
    package init(start: Int64, end: Int64) {
        self.start = start
        self.end = end
    }

    /// The slice with ends that are multiples of a step, none of it left out.
    func widened(to step: Int64) -> TimeSlice {
        TimeSlice(
            start: start.flooredToMultiple(of: step),
            end: end.addingSaturated(step - 1).flooredToMultiple(of: step))
    }

    func overlaps(_ other: TimeSlice) -> Bool { start < other.end && other.start < end }
}

extension TimeSlice {
    /// The range as part of a path: `20260105T143000Z-20260106T000000Z`.
    var folderName: String {
        [start, end].map { RFC3339.text($0).filter { $0 != "-" && $0 != ":" } }
            .joined(separator: "-")
    }

    /// The range that a part of a path is of; nil where it is of none.
    init?(folderName: String) {
        let ends = folderName.split(separator: "-").map(Self.instant)
        guard ends.count == 2, let start = ends[0], let end = ends[1] else { return nil }
        self.init(start: start, end: end)
    }

    private static func instant(_ compact: Substring) -> Int64? {
        var text = ""
        for (place, character) in compact.enumerated() {
            if place == 4 || place == 6 { text.append("-") }
            if place == 11 || place == 13 { text.append(":") }
            text.append(character)
        }
        return RFC3339.nanoseconds(text)
    }
}
