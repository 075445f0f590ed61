import Bytes
import JSONColumns

/// Dates and times as expressions spell them.
package enum TimeText {
    /// The milliseconds since 1970, rounded down, of a time as `seconds` takes it.
    package static func milliseconds(_ text: String) -> Int64? {
        guard let time = seconds(text), let unit = ExactNumber.power(time.scale - 3) else {
            return nil
        }
        let (quotient, rest) = time.unscaled.quotientAndRemainder(dividingBy: unit)
        return Int64(clamping: rest < 0 ? quotient - 1 : quotient)
    }

    static let secondsPerDay: Int128 = 86_400

    /// The days since 1970 of `2026-01-05`; nil for anything else and for days that do not exist.
    static func day(_ text: String) -> Int32? {
        guard let day = CivilTime.day(text: text), CivilTime.text(day: day).isSame(as: text) else {
            return nil
        }
        return Int32(exactly: day)
    }

    /// The seconds since 1970 of a time: RFC 3339, or with a space for the T, or without a zone,
    /// which is UTC then; or of a date's first moment.
    static func seconds(_ text: String) -> ExactNumber? {
        let bytes = text.utf8.map { $0 == UInt8(ascii: " ") ? UInt8(ascii: "T") : $0 }
        for ending in ["", "Z", "T00:00:00Z"] {
            let whole = bytes + Array(ending.utf8)
            if let nanoseconds = RFC3339.nanoseconds(whole.span.rawBytes) {
                return ExactNumber(unscaled: Int128(nanoseconds), scale: 9)
            }
        }
        // Beyond the years that nanoseconds count.
        guard day(String(text.prefix { $0 != "T" && $0 != " " })) != nil else { return nil }
        return CivilTime.microseconds(text: text).map {
            ExactNumber(unscaled: Int128($0), scale: 6)
        }
    }
}
