/// A queue of events that many threads post to and one thread takes from.
public final class Inbox<Event: Sendable>: Sendable {
    private struct State: Sendable {
        var events = Queue<Event>()
        var isClosed = false
    }

    private let state = Monitor(State())
    private let capacity: Int

    /// An empty inbox.
    ///
    /// - Parameter capacity: how many events may wait before `post` blocks; nil for no limit,
    ///   where something else bounds the number of events under way.
    public init(capacity: Int? = nil) {
        precondition(capacity ?? 1 > 0, "an inbox must hold at least one event")
        self.capacity = capacity ?? .max
    }

    /// The number of events that wait.
    public var count: Int { state.withLock { $0.events.count } }

    /// True once `close` was called; events posted before may still wait.
    public var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Adds an event; waits for room where the inbox is full.
    ///
    /// - Returns: false, and the event is dropped, if the inbox is closed.
    @discardableResult
    public func post(_ event: Event) -> Bool {
        let isAccepted: Bool? = state.wait { state in
            if state.isClosed { return false }
            guard state.events.count < capacity else { return nil }
            state.events.append(event)
            return true
        }
        state.notifyAll()
        return isAccepted ?? false
    }

    /// Takes the oldest event, waiting for one until the deadline.
    ///
    /// - Parameter deadline: on `SystemClock.monotonicNanoseconds()`; nil waits for ever, a point
    ///   in the past does not wait.
    /// - Returns: nil when the deadline has passed, or the inbox is closed and empty.
    public func next(deadline: Int64? = nil) -> Event? {
        let answer: Event?? = state.wait(deadline: deadline) { state in
            if let event = state.events.popFirst() { return .some(event) }
            return state.isClosed ? .some(nil) : nil
        }
        if capacity != .max { state.notifyAll() }
        return answer ?? nil
    }

    /// Takes all waiting events in order, waiting for the first until the deadline.
    ///
    /// - Parameter events: they are appended here, so that a loop can reuse one array.
    public func takeAll(into events: inout [Event], deadline: Int64? = nil) {
        guard let first = next(deadline: deadline) else { return }
        events.append(first)
        state.change { state in
            while let event = state.events.popFirst() { events.append(event) }
        }
    }

    /// Refuses further events; those that wait can still be taken.
    public func close() {
        state.change { $0.isClosed = true }
    }
}
