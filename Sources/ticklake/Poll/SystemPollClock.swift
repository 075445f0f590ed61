import Platform
import Poller

/// The machine's time.
struct SystemPollClock: PollClock {
    func now() -> Int64 { SystemClock.wallNanoseconds() }

    func next<Event: Sendable>(from inbox: Inbox<Event>, until deadline: Int64?) -> Event? {
        guard let deadline else { return inbox.next() }
        let (left, overflow) = deadline.subtractingReportingOverflow(now())
        if overflow { return inbox.next() }
        return inbox.next(deadline: SystemClock.monotonicNanoseconds() + max(0, left))
    }
}
