import Bytes

/// Points in time as RFC 3339 writes them, to nanoseconds since 1970-01-01T00:00:00Z.
///
/// `T` and `Z` in either case, an offset instead of `Z`, no fraction or one of 1 to 9 digits,
/// seconds to 59 (a leap second has no place in UTC's count of nanoseconds), dates that exist.
public enum RFC3339 {
    /// The nanoseconds since the epoch; nil if the text is no time or is beyond 64 bits.
    public static func nanoseconds(_ text: RawSpan) -> Int64? {
        var memo = MinuteMemo()
        guard case .value(let time) = parse(text, from: 0, to: text.byteCount, memo: &memo) else {
            return nil
        }
        return time
    }

    /// The nanoseconds since the epoch; nil if the text is no time or is beyond 64 bits.
    public static func nanoseconds(_ text: String) -> Int64? {
        nanoseconds(Array(text.utf8).span.rawBytes)
    }

    /// The start of the minute that was parsed last: the next time is likely in the same one.
    struct MinuteMemo {
        /// `yyyy-mm-ddThh:mm`, as two words.
        var high: UInt64 = 0
        var low: UInt64 = 0
        /// Seconds since the epoch.
        var seconds: Int64 = 0
    }

    /// Converts the text in a range.
    @inline(__always)
    static func parse(
        _ bytes: RawSpan, from start: Int, to end: Int, memo: inout MinuteMemo
    ) -> Conversion<Int64> {
        guard end &- start >= 20 else { return .malformed }
        let high: UInt64 = bytes.integer(at: start)
        let low: UInt64 = bytes.integer(at: start &+ 8)
        if high != memo.high || low != memo.low {
            guard let seconds = minute(bytes, at: start) else { return .malformed }
            memo = MinuteMemo(high: high, low: low, seconds: seconds)
        }
        guard bytes.byte(at: start &+ 16) == UInt8(ascii: ":") else { return .malformed }
        let second = twoDigits(bytes, at: start &+ 17)
        guard second <= 59 else { return .malformed }
        var at = start &+ 19
        var fraction: Int64 = 0
        if bytes.byte(at: at) == UInt8(ascii: ".") {
            at &+= 1
            let first = at
            while at < end, bytes.byte(at: at) &- UInt8(ascii: "0") <= 9 {
                guard at &- first < 9 else { return .malformed }
                fraction = fraction &* 10 &+ Int64(bytes.byte(at: at) &- UInt8(ascii: "0"))
                at &+= 1
            }
            guard at > first else { return .malformed }
            fraction = fraction &* Int64(DecimalText.powers[9 &- (at &- first)])
        }
        guard let offset = zone(bytes, at: at, to: end) else { return .malformed }
        return join(seconds: memo.seconds &+ second &- offset, nanoseconds: fraction)
    }

    /// The time of whole seconds and a fraction, if 64 bits hold it.
    @inline(__always)
    static func join(seconds: Int64, nanoseconds: Int64) -> Conversion<Int64> {
        // Before the epoch the fraction is counted from the next second down, so that the product
        // does not overflow where the sum would not.
        let isDown = seconds < 0 && nanoseconds > 0
        let whole = isDown ? seconds &+ 1 : seconds
        let rest = isDown ? nanoseconds &- 1_000_000_000 : nanoseconds
        let (product, overflow) = whole.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflowOfSum) = product.addingReportingOverflow(rest)
        return overflow || overflowOfSum ? .outOfRange : .value(sum)
    }

    /// The seconds since the epoch of `yyyy-mm-ddThh:mm`; nil if it is no minute of a calendar.
    @inline(never)
    private static func minute(_ bytes: RawSpan, at start: Int) -> Int64? {
        let century = twoDigits(bytes, at: start)
        let yearOfCentury = twoDigits(bytes, at: start + 2)
        let month = twoDigits(bytes, at: start + 5)
        let day = twoDigits(bytes, at: start + 8)
        let hour = twoDigits(bytes, at: start + 11)
        let minute = twoDigits(bytes, at: start + 14)
        guard century <= 99, yearOfCentury <= 99, 1...12 ~= month, hour <= 23, minute <= 59,
            bytes.byte(at: start + 4) == UInt8(ascii: "-"),
            bytes.byte(at: start + 7) == UInt8(ascii: "-"),
            bytes.byte(at: start + 10) | 0x20 == UInt8(ascii: "t"),
            bytes.byte(at: start + 13) == UInt8(ascii: ":")
        else { return nil }
        let time = CalendarTime(
            year: century * 100 + yearOfCentury, month: month, day: day,
            secondOfDay: hour * 3_600 + minute * 60)
        return time?.seconds
    }

    /// What to subtract to get UTC, in seconds; nil if no zone ends the text.
    @inline(__always)
    private static func zone(_ bytes: RawSpan, at start: Int, to end: Int) -> Int64? {
        guard start < end else { return nil }
        let sign = bytes.byte(at: start)
        if sign | 0x20 == UInt8(ascii: "z") { return start &+ 1 == end ? 0 : nil }
        guard end &- start == 6, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
            bytes.byte(at: start &+ 3) == UInt8(ascii: ":")
        else { return nil }
        let hours = twoDigits(bytes, at: start &+ 1)
        let minutes = twoDigits(bytes, at: start &+ 4)
        guard hours <= 23, minutes <= 59 else { return nil }
        let offset = hours &* 3_600 &+ minutes &* 60
        return sign == UInt8(ascii: "-") ? 0 &- offset : offset
    }

    /// The value of two digits; more than 99 if they are none.
    @inline(__always)
    private static func twoDigits(_ bytes: RawSpan, at start: Int) -> Int64 {
        let tens = bytes.byte(at: start) &- UInt8(ascii: "0")
        let ones = bytes.byte(at: start &+ 1) &- UInt8(ascii: "0")
        return tens <= 9 && ones <= 9 ? Int64(tens) &* 10 &+ Int64(ones) : 100
    }
}
