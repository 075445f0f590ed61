import Bytes

extension RFC3339 {
    /// Writes a time in UTC, such as `2026-01-05T14:30:00.5Z`.
    ///
    /// - Parameter digits: How many digits the fraction has; nil for as many as it needs, and no
    ///   fraction where it is zero. Fewer digits than it needs cut it off.
    public static func text(_ nanoseconds: Int64, digits: Int? = nil) -> String {
        let (seconds, fraction) = nanoseconds.flooredDivision(by: 1_000_000_000)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        append(CalendarTime(seconds: seconds), to: &bytes)
        bytes.append(UInt8(ascii: "."))
        let point = bytes.count
        DecimalDigits.append(UInt64(fraction), width: 9, to: &bytes)
        if let digits {
            bytes.removeLast(max(0, 9 - digits))
        } else {
            while bytes.count > point, bytes.last == UInt8(ascii: "0") { bytes.removeLast() }
        }
        if bytes.count == point { bytes.removeLast() }
        bytes.append(UInt8(ascii: "Z"))
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func append(_ time: CalendarTime, to bytes: inout [UInt8]) {
        let second = time.secondOfDay
        DecimalDigits.append(UInt64(time.year), width: 4, to: &bytes)
        append("-", time.month, to: &bytes)
        append("-", time.day, to: &bytes)
        append("T", second / 3_600, to: &bytes)
        append(":", second / 60 % 60, to: &bytes)
        append(":", second % 60, to: &bytes)
    }

    private static func append(_ mark: Unicode.Scalar, _ value: Int64, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: mark))
        DecimalDigits.append(UInt64(value), width: 2, to: &bytes)
    }

    /// A number that is not negative, with zeros before it up to a width.
    package static func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
