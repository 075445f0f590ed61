import Poller
import Synchronization

/// What a vendor of a test was asked for.
final class AskedRanges: Sendable {
    private let ranges: Mutex<[TimeSlice]> = Mutex([])

    func add(_ range: TimeSlice) { ranges.withLock { $0.append(range) } }

    /// The ranges since the last time.
    func take() -> [TimeSlice] {
        ranges.withLock { ranges in
            defer { ranges = [] }
            return ranges
        }
    }
}
