internal import Bytes
package import Platform
internal import Synchronization

/// The time of a poll that is recorded: it moves on where an answer comes or a wait ends, so that
/// the recording says what time it was whenever a slice was planned.
package final class RecordingClock: PollClock {
    private let inner: any PollClock
    /// Nil before the poll begins: then it is what the inner clock says.
    private let held = Mutex<Int64?>(nil)

    /// Makes a clock that goes like another.
    package init(_ inner: any PollClock) { self.inner = inner }

    /// The time that the poll began, a wait ended or the last answer came.
    package func now() -> Int64 { held.withLock { $0 } ?? inner.now() }

    /// Takes the inner clock's time, and returns it; never an earlier one than before.
    package func advance() -> Int64 {
        let time = inner.now()
        return held.withLock { held in
            let latest = max(held ?? time, time)
            held = latest
            return latest
        }
    }

    /// Waits by the inner clock.
    package func next<Event: Sendable>(from inbox: Inbox<Event>, until deadline: Int64?) -> Event? {
        if let event = inner.next(from: inbox, until: deadline) { return event }
        // A look into the inbox is no wait.
        if let deadline, deadline > now(), held.withLock({ $0 != nil }) { _ = advance() }
        return nil
    }
}

/// The time of a recorded poll that is replayed: what the recording says, and waits take none.
package final class ReplayClock: PollClock {
    private struct Times: Sendable {
        /// What it is before the poll begins; nil while nobody has read the recording.
        var beginning: Int64?
        /// Nil before the poll begins.
        var now: Int64?
        /// The latest answer's.
        var answered = Int64.min
    }

    private let inner: any PollClock
    private let times = Mutex(Times())

    /// Makes a clock that goes like another until the poll begins.
    package init(_ inner: any PollClock) { self.inner = inner }

    /// The recorded time.
    package func now() -> Int64 { times.withLock { $0.now ?? $0.beginning } ?? inner.now() }

    /// Stands still at the time that the recorded poll began: what a topic is looked through for
    /// before a poll is what that poll may send again.
    func stand(at time: Int64) { times.withLock { $0.beginning = time } }

    /// Lets the poll begin when the recorded one did.
    package func begin(at time: Int64) {
        times.withLock { times in (times.now, times.answered) = (time, time) }
    }

    /// An answer comes when it came: a wait before it, which the dice make another each time, may
    /// have been shorter then.
    func answer(at time: Int64) {
        times.withLock { times in
            times.answered = max(times.answered, time)
            times.now = times.answered
        }
    }

    /// Answers are there at once, so that nothing is waited for but time, which goes by at once.
    package func next<Event: Sendable>(from inbox: Inbox<Event>, until deadline: Int64?) -> Event? {
        guard times.withLock({ $0.now != nil }) else {
            let ahead = inner.now() - now()
            return inner.next(from: inbox, until: deadline?.addingSaturated(ahead))
        }
        if let event = inbox.next(deadline: 0) { return event }
        guard let deadline else { return inbox.next() }
        times.withLock { times in times.now = max(times.now ?? deadline, deadline) }
        return nil
    }
}
