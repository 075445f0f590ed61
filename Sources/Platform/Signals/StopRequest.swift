/// Asks a process to come to an orderly end; it can be asked once and never taken back.
public final class StopRequest: Sendable {
    private struct State: Sendable {
        var isRequested = false
        var listeners: [@Sendable () -> Void] = []
    }

    private let state = Monitor(State())

    /// A request that nobody has made yet.
    public init() {}

    /// True once the end was asked for.
    public var isRequested: Bool { state.withLock { $0.isRequested } }

    /// Asks for the end: wakes the sleepers, then calls the listeners in order, on this thread.
    public func request() {
        let listeners = state.change { state in
            defer {
                state.isRequested = true
                state.listeners = []
            }
            return state.listeners
        }
        for listener in listeners { listener() }
    }

    /// Calls `listener` when the end is asked for, at once if it already was.
    public func onRequest(_ listener: @escaping @Sendable () -> Void) {
        let isLate = state.withLock { state in
            if !state.isRequested { state.listeners.append(listener) }
            return state.isRequested
        }
        if isLate { listener() }
    }

    /// Sleeps until the deadline or until the end is asked for.
    ///
    /// - Parameter deadline: on `SystemClock.monotonicNanoseconds()`; nil sleeps until asked.
    /// - Returns: true if the end was asked for.
    @discardableResult
    public func wait(deadline: Int64? = nil) -> Bool {
        state.wait(deadline: deadline) { $0.isRequested ? true : nil } ?? false
    }
}
