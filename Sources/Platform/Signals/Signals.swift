import Glibc

/// A signal that asks the process to end.
public enum StopSignal: Sendable {
    /// SIGINT: someone pressed control-C.
    case interrupt
    /// SIGTERM: a supervisor wants the process gone.
    case terminate

    /// The name by which the system's manual knows it.
    public var name: String {
        switch self {
        case .interrupt: "SIGINT"
        case .terminate: "SIGTERM"
        }
    }
}

/// SIGINT and SIGTERM as values that one thread takes, instead of handlers that interrupt code.
public struct Signals: Sendable {
    private init() {}

    /// Blocks both signals on this thread and on all that it starts from now on.
    ///
    /// Call it before the first thread is started: a thread that does not block them would be
    /// killed by them.
    public static func block() -> Signals {
        var set = stopSignals()
        unsafe requireSuccess(pthread_sigmask(SIG_BLOCK, &set, nil), "pthread_sigmask")
        return Signals()
    }

    /// Makes writing to a closed pipe or socket an error instead of the end of the process.
    public static func ignoreBrokenPipes() {
        _ = signal(SIGPIPE, SIG_IGN)
    }

    /// Waits for the next signal.
    public func next() -> StopSignal {
        var set = stopSignals()
        var number: CInt = 0
        unsafe requireSuccess(sigwait(&set, &number), "sigwait")
        return number == SIGINT ? .interrupt : .terminate
    }

    /// Waits for the next signal, at most this long; nil when none came.
    public func next(within nanoseconds: Int64) -> StopSignal? {
        let (sum, overflow) = SystemClock.monotonicNanoseconds()
            .addingReportingOverflow(nanoseconds)
        let deadline = overflow ? Int64.max : sum
        var set = stopSignals()
        while true {
            let left = max(0, deadline - SystemClock.monotonicNanoseconds())
            var timeout = timespec(
                tv_sec: Int(left / 1_000_000_000), tv_nsec: Int(left % 1_000_000_000))
            let number = unsafe sigtimedwait(&set, nil, &timeout)
            if number > 0 { return number == SIGINT ? .interrupt : .terminate }
            let code = errno
            if code == EAGAIN { return nil }
            precondition(code == EINTR, "sigtimedwait failed: \(systemReason(code))")
        }
    }
}

private func stopSignals() -> sigset_t {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    unsafe sigaddset(&set, SIGINT)
    unsafe sigaddset(&set, SIGTERM)
    return set
}
