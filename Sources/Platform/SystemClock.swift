import Glibc

/// The machine's clocks; code below the executable takes its time as an argument instead.
public enum SystemClock {
    /// Nanoseconds since boot; never goes back, and counts the time asleep.
    public static func monotonicNanoseconds() -> Int64 {
        read(CLOCK_BOOTTIME)
    }

    /// Nanoseconds since 1970-01-01 UTC; may be set back or forward.
    public static func wallNanoseconds() -> Int64 {
        read(CLOCK_REALTIME)
    }

    /// A point on the clock that condition variables wait by, `nanoseconds` from now.
    static func waitPoint(in nanoseconds: Int64) -> timespec {
        let (sum, overflow) = read(CLOCK_MONOTONIC).addingReportingOverflow(max(0, nanoseconds))
        let total = overflow ? Int64.max : sum
        return timespec(
            tv_sec: Int(total / nanosecondsPerSecond), tv_nsec: Int(total % nanosecondsPerSecond))
    }

    private static let nanosecondsPerSecond: Int64 = 1_000_000_000

    private static func read(_ clock: clockid_t) -> Int64 {
        var now = timespec()
        let result = unsafe clock_gettime(clock, &now)
        precondition(result == 0, "clock_gettime failed: \(systemReason(errno))")
        return Int64(now.tv_sec) * nanosecondsPerSecond + Int64(now.tv_nsec)
    }
}
