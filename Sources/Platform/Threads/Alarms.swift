/// Runs actions after delays, on one thread of its own.
public final class Alarms: Sendable {
    private struct Alarm: Sendable {
        let deadline: Int64
        let action: @Sendable () -> Void
    }

    private struct State: Sendable {
        /// The latest deadline first, so that what is due is at the end.
        var alarms: [Alarm] = []
        var isClosed = false
    }

    private let state: Monitor<State>
    private let thread: NamedThread

    /// Starts the thread.
    public init(name: String) {
        let state = Monitor(State())
        self.state = state
        thread = NamedThread(name) { Self.run(state) }
    }

    deinit {
        state.change { $0.isClosed = true }
    }

    /// Runs `action` once the delay has passed; it must not block, and may set other alarms.
    ///
    /// After `close` it is never run.
    public func after(_ delay: Duration, _ action: @escaping @Sendable () -> Void) {
        let deadline = SystemClock.monotonicNanoseconds()
            .addingReportingOverflow(Self.nanoseconds(delay))
        let alarm = Alarm(
            deadline: deadline.overflow ? .max : deadline.partialValue, action: action)
        state.change { state in
            let later = state.alarms.firstIndex { $0.deadline <= alarm.deadline }
            state.alarms.insert(alarm, at: later ?? state.alarms.count)
        }
    }

    /// Drops the alarms that are not due and ends the thread; no action may call it.
    public func close() {
        state.change { $0.isClosed = true }
        thread.join()
    }

    /// What the thread does next.
    private enum Step {
        case run(@Sendable () -> Void)
        /// Nil until another alarm is set.
        case wait(until: Int64?)
        case end
    }

    private static func run(_ state: Monitor<State>) {
        var deadline: Int64?
        while true {
            switch state.wait(deadline: deadline, until: { step(&$0, after: deadline) }) {
            case .run(let action): action()
            case .wait(let next): deadline = next
            case .end: return
            case nil: break
            }
        }
    }

    /// Nil where the wait for `deadline` goes on.
    private static func step(_ state: inout State, after deadline: Int64?) -> Step? {
        if state.isClosed { return .end }
        guard let next = state.alarms.last else { return deadline.map { _ in .wait(until: nil) } }
        if next.deadline <= SystemClock.monotonicNanoseconds() {
            return .run(state.alarms.removeLast().action)
        }
        return next.deadline == deadline ? nil : .wait(until: next.deadline)
    }

    private static func nanoseconds(_ delay: Duration) -> Int64 {
        let (seconds, attoseconds) = delay.components
        let (whole, overflow) = max(0, seconds).multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return .max }
        let sum = whole.addingReportingOverflow(max(0, attoseconds / 1_000_000_000))
        return sum.overflow ? .max : sum.partialValue
    }
}
