import Bytes
import JSONColumns

/// A form in which a vendor writes points in time, which are nanoseconds since the epoch here.
package enum TimeFormat: Sendable, Equatable {
    /// Counted since 1970-01-01T00:00:00Z, in a unit; a fraction is read and written exactly.
    case count(Unit)
    /// RFC 3339, which names its own offset.
    case rfc3339
    /// `YYYY-MM-DD`: the midnight that begins the day in a zone.
    case date
    /// Local time of a zone in a form of its own.
    case pattern(TimePattern)

    /// A unit of counted time.
    package enum Unit: String, Sendable, CaseIterable {
        /// Seconds.
        case seconds = "s"
        /// Milliseconds.
        case milliseconds = "ms"
        /// Microseconds.
        case microseconds = "us"
        /// Nanoseconds.
        case nanoseconds = "ns"

        /// How many digits after the point of this unit make nanoseconds.
        var scale: Int {
            switch self {
            case .seconds: 9
            case .milliseconds: 6
            case .microseconds: 3
            case .nanoseconds: 0
            }
        }
    }

    /// What it is called in a file, or what becomes of a certain time.
    var name: String {
        switch self {
        case .count(let unit): unit.rawValue
        case .rfc3339: "rfc3339"
        case .date: "date"
        case .pattern(let pattern): "'\(pattern.text)'"
        }
    }

    /// The forms that have names.
    package static let names = Unit.allCases.map(\.rawValue) + ["rfc3339", "date"]

    /// Reads a form: one of the names, or a pattern with percent signs.
    ///
    /// - Throws: Where it is neither.
    package init(_ text: String) throws(PollProblem) {
        if text.utf8.contains(UInt8(ascii: "%")) {
            self = .pattern(try TimePattern(text))
        } else if let unit = Unit(rawValue: text) {
            self = .count(unit)
        } else if text == "rfc3339" {
            self = .rfc3339
        } else if text == "date" {
            self = .date
        } else {
            let hint = PollProblem.hint(text, TimeFormat.names)
            throw PollProblem(
                "a form of times is \(TimeFormat.names.joined(separator: ", ")), or a pattern such "
                    + "as %Y-%m-%d %H:%M:%S\(hint)")
        }
    }

    /// Whether times of this form are of a zone that has to be known beside them.
    package var needsZone: Bool {
        switch self {
        case .count, .rfc3339: false
        case .date: true
        case .pattern(let pattern): !pattern.pieces.contains(.offset)
        }
    }

    /// Whether texts of the form can be read; of some patterns they can only be written.
    package var isReadable: Bool {
        if case .pattern(let pattern) = self { return pattern.isReadable }
        return true
    }

    private static let day: TimePattern? = try? TimePattern("%Y-%m-%d")

    /// Reads a time; nil where the text has another form, is no time of a calendar, is finer than
    /// nanoseconds, or beyond 64 bits of them.
    package func nanoseconds(_ text: String, in zone: TimeZoneRules = .utc) -> Int64? {
        // No form needs more; a longer text costs nothing.
        guard text.utf8.count <= 256 else { return nil }
        switch self {
        case .count(let unit):
            let decimal = DecimalText(precision: 38, scale: unit.scale)
            return decimal.unscaled(text).flatMap { Int64(exactly: $0) }
        case .rfc3339: return RFC3339.nanoseconds(text)
        case .date: return TimeFormat.day?.parse(text, in: zone)
        case .pattern(let pattern): return pattern.parse(text, in: zone)
        }
    }

    /// Writes a time, without rounding it: digits that the form has no place for are cut off.
    package func text(of nanoseconds: Int64, in zone: TimeZoneRules = .utc) -> String {
        switch self {
        case .count(let unit): DecimalText.text(Int128(nanoseconds), scale: unit.scale)
        case .rfc3339: RFC3339.text(nanoseconds)
        case .date: TimeFormat.day?.text(of: nanoseconds, in: zone) ?? ""
        case .pattern(let pattern): pattern.text(of: nanoseconds, in: zone)
        }
    }
}
