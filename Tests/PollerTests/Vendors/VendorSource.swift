import HTTPTransfer
import JSONColumns
import Poller
import Testing

/// An example of topics/sources, and an answer of its vendor that is good: two bars or trades of
/// invented values between 14:30 and 14:33 of 2026-01-05, half past nine in New York.
struct VendorSource: Sendable, CustomTestStringConvertible {
    /// The example's name.
    let name: String
    /// The key of the partition that is polled.
    var partition = "symbol=ZVZZT"
    /// What is replaced in the example's text.
    var changes: [Change] = [Change("[ZVZZT, ZXZZT]", "[ZVZZT]")]
    /// When it is polled: as long after 14:33 as the example waits for records to settle.
    let now: String
    /// The minutes that it looks back; nil where it has no cursor.
    let lookback: Int64?
    /// What is asked for from an instant until before another.
    let asked: @Sendable (_ start: Instant, _ end: Instant) -> String
    let good: HTTPResponse
    /// The values of the records that the answer becomes.
    let records: [String]
    /// What makes a record the same record, besides source, topic and symbol.
    var identity: @Sendable (JSONValue) -> [String] = { record in
        [record["exchange"]?.string, record["trade_id"]?.string].compactMap(\.self)
    }

    /// A text of the example and what stands in its place.
    struct Change: Sendable {
        let old: String
        let new: String

        init(_ old: String, _ new: String) {
            self.old = old
            self.new = new
        }
    }

    static let start = "2026-01-05T14:30:00Z"
    static let end = "2026-01-05T14:33:00Z"
    var testDescription: String { name }

    /// The example's text, beginning at a time.
    ///
    /// - Parameter step: the longest slice; nil for the example's own.
    func yaml(start: String, step: String? = nil, _ more: [Change] = []) throws -> String {
        var text = try SourceFixture.example(name)
        for change in changes + more {
            try #require(text.contains(change.old), "\(name) has no \(change.old) any more")
            text = text.replacing(change.old, with: change.new)
        }
        if let step { text = text.replacing(#/  step: \d+[dhm]/#, with: "  step: \(step)") }
        return text.replacing(#/  start: \d+[dm]/#, with: "  start: \(start)")
    }
}

/// A point in time as vendors are asked for it.
struct Instant: Sendable, Comparable {
    /// Nanoseconds since the epoch.
    let nanoseconds: Int64

    init(_ text: String) { nanoseconds = time(text) }

    init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }

    static func - (instant: Instant, seconds: Int64) -> Instant {
        Instant(nanoseconds: instant.nanoseconds - seconds * 1_000_000_000)
    }

    static func + (instant: Instant, seconds: Int64) -> Instant { instant - -seconds }

    /// `1767623400`.
    var seconds: Int64 { nanoseconds / 1_000_000_000 }
    /// `1767623400000`.
    var milliseconds: Int64 { nanoseconds / 1_000_000 }
    /// `2026-01-05T14:30:00Z`.
    var text: String { RFC3339.text(nanoseconds) }
    /// The same, as it stands in a query.
    var encoded: String { text.replacing(":", with: "%3A") }
    /// `2026-01-05T14:30`.
    var minute: String { String(text.prefix(16)) }
    /// `2026-01-05`.
    var day: String { String(text.prefix(10)) }
}

/// What the ticks of a bar have in common.
struct BarTicks {
    var symbol = "ZVZZT"
    var exchange: String?
    var currency: String? = "USD"

    /// The values of the four ticks of a one-minute bar, as they stand in the topic.
    ///
    /// - Parameters:
    ///   - minute: Its start in UTC, such as `2026-01-05T14:30`.
    ///   - way: The order of its prices: `olhc` where it rose, `ohlc` where it fell.
    ///   - size: A quarter of its volume.
    func callAsFunction(
        _ minute: String, _ way: String, _ prices: [String], size: String
    ) -> [String] {
        let seconds = ["00.000000000", "20.000000000", "40.000000000", "59.999999999"]
        let place = exchange.map { #""exchange":"\#($0)","# } ?? ""
        let money = currency.map { #","currency":"\#($0)""# } ?? ""
        return zip(zip(way, prices), seconds).map { part, second in
            """
            {"symbol":"\(symbol)","price":\(part.1),"size":\(size),"ts":"\(minute):\(second)Z",\
            \(place)"trade_id":"\(time("\(minute):00Z"))-\(part.0)","conditions":["bar"]\(money)}
            """
        }
    }

    /// A bar that stands still at 5.
    func flat(_ minute: String, size: String = "1") -> [String] {
        self(minute, "olhc", ["5", "5", "5", "5"], size: size)
    }

    /// The ticks of the two bars that every vendor's good answer has: one up, one down.
    var good: [String] {
        self("2026-01-05T14:30", "olhc", ["10", "9", "12", "11"], size: "2")
            + self("2026-01-05T14:31", "ohlc", ["11", "11.5", "10.5", "10.75"], size: "1.1")
    }
}
