import Platform
import Poller
import Synchronization

/// Time that passes where somebody waits for it, and where a test says so.
final class ManualClock: PollClock {
    private let time: Mutex<Int64>
    /// How long an answer that somebody waits for may really take, in nanoseconds.
    private let patience: Int64

    init(_ start: Int64, patience: Int64 = 0) {
        time = Mutex(start)
        self.patience = patience
    }

    func now() -> Int64 { time.withLock { $0 } }

    func advance(by nanoseconds: Int64) { time.withLock { $0 += nanoseconds } }

    func next<Event: Sendable>(from inbox: Inbox<Event>, until deadline: Int64?) -> Event? {
        // Vendors of tests answer at once: what is not here now does not come.
        if let event = inbox.next(deadline: 0) { return event }
        guard let deadline else {
            guard patience > 0 else { return nil }
            return inbox.next(deadline: SystemClock.monotonicNanoseconds() + patience)
        }
        time.withLock { $0 = max($0, deadline) }
        return nil
    }
}
