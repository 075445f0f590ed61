internal import Bytes

/// The times that a vendor's ticks may have: others are of another unit than was thought.
enum PlausibleTimes {
    private static let day: Int64 = 86_400_000_000_000
    /// 1990-01-01T00:00:00Z.
    private static let earliest: Int64 = 631_152_000_000_000_000

    /// From 1990 to a day after now, also where the clock stands before that.
    static func range(now: Int64) -> ClosedRange<Int64> {
        earliest...max(now.addingSaturated(day), earliest)
    }
}
