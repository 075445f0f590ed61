import Synchronization

/// The waits that a commit asked for.
final class Waits: Sendable {
    private let waits = Mutex<[Int64]>([])

    var all: [Int64] { waits.withLock { $0 } }

    func append(_ milliseconds: Int64) { waits.withLock { $0.append(milliseconds) } }
}
