import Platform
import Poller
import Synchronization

/// Time that passes where somebody waits for it, and where a test says so.
final class ManualClock: PollClock {
    private let time: Mutex<Int64>

    init(_ start: Int64) { time = Mutex(start) }

    func now() -> Int64 { time.withLock { $0 } }

    func advance(by nanoseconds: Int64) { time.withLock { $0 += nanoseconds } }

    func next<Event: Sendable>(from inbox: Inbox<Event>, until deadline: Int64?) -> Event? {
        // Vendors of tests answer at once: what is not here now does not come.
        if let event = inbox.next(deadline: 0) { return event }
        guard let deadline else { return nil }
        time.withLock { $0 = max($0, deadline) }
        return nil
    }
}
