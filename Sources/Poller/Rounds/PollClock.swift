package import Platform

/// The time that a poller lives in.
package protocol PollClock: Sendable {
    /// Nanoseconds since the epoch.
    func now() -> Int64

    /// Takes the next event, waiting for one until a time; nil where the time came first.
    ///
    /// - Parameter deadline: in nanoseconds since the epoch; nil waits for an event.
    func next<Event: Sendable>(from inbox: Inbox<Event>, until deadline: Int64?) -> Event?
}
