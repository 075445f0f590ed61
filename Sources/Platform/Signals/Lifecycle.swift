import Glibc

/// How a process that runs until told otherwise begins and ends.
public enum Lifecycle {
    /// What the signal thread has to say.
    public enum Notice: Sendable {
        /// The first signal: the body was asked to stop.
        case stopping(StopSignal)
        /// The second signal: the process ends now.
        case secondSignal(StopSignal)
        /// The body did not stop in time: the process ends now.
        case deadlinePassed
    }

    /// Runs `body` on a thread of its own while the calling thread takes the signals.
    ///
    /// The first SIGINT or SIGTERM raises the stop request, upon which `body` should come to a
    /// good end and return the exit code. A second one, or the deadline, ends the process at once
    /// with exit code 1: whatever happens then must be safe, as it is under SIGKILL.
    ///
    /// Call it on the main thread, before any other thread is started.
    public static func runUntilSignalled(
        drainNanoseconds: Int64,
        report: @escaping @Sendable (Notice) -> Void,
        body: @escaping @Sendable (StopRequest) -> Int32
    ) -> Never {
        let signals = Signals.block()
        let stop = StopRequest()
        let thread = NamedThread("main-body") { exit(body(stop)) }
        let first = signals.next()
        report(.stopping(first))
        // A listener may block; the second signal must be heard all the same.
        let raiser = NamedThread("stop-request") { stop.request() }
        let second = signals.next(within: drainNanoseconds)
        report(second.map(Notice.secondSignal) ?? .deadlinePassed)
        withExtendedLifetime((thread, raiser)) {
            // Not `exit`: its handlers would take apart what other threads still use.
            _exit(1)
        }
    }
}
