/// Whole units of time, rounded towards the past.
enum Calendar {
    static let nanosecondsPerDay: Int64 = 86_400_000_000_000
    static let microsecondsPerDay: Int64 = 86_400_000_000
    static let millisecondsPerDay: Int64 = 86_400_000

    /// The quotient rounded down; the divisor is positive.
    @inline(__always)
    static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// The microseconds of nanoseconds, rounded down.
    static func microseconds(_ nanoseconds: Int64) -> Int64 { floorDivide(nanoseconds, 1000) }

    /// Kafka's milliseconds as microseconds, held within 64 bits.
    static func microseconds(milliseconds: Int64) -> Int64 {
        let (product, overflow) = milliseconds.multipliedReportingOverflow(by: 1000)
        return overflow ? (milliseconds < 0 ? .min : .max) : product
    }

    /// The days since 1970-01-01 of a number of units, `perDay` of which make a day; held within
    /// 32 bits, as no unit of a record reaches further than Kafka's own broken timestamps.
    static func day(_ value: Int64, perDay: Int64) -> Int32 {
        Int32(clamping: floorDivide(value, perDay))
    }
}
