import Platform
import Poller

/// The time of a demo's feed, which goes faster than the wall clock.
struct DemoClock: PollClock {
    /// The first instant, in nanoseconds since the epoch.
    let start: Int64
    /// How many times as fast it goes.
    let speed: Int64
    private let origin = SystemClock.monotonicNanoseconds()

    init(start: Int64, speed: Int64) {
        self.start = start
        self.speed = speed
    }

    func now() -> Int64 { start + (SystemClock.monotonicNanoseconds() - origin) * speed }

    func next<Event: Sendable>(from inbox: Inbox<Event>, until deadline: Int64?) -> Event? {
        guard let deadline else { return inbox.next() }
        let (left, overflow) = deadline.subtractingReportingOverflow(now())
        if overflow { return inbox.next() }
        return inbox.next(
            deadline: SystemClock.monotonicNanoseconds() + max(0, left / speed))
    }
}
