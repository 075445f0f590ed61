import Glibc
import Platform
import Testing

@Suite struct SignalTests {
    @Test("a blocked signal waits until it is taken, as a value")
    func takesSignals() {
        // On a thread of its own: the test runner's keep their masks.
        let taken = Inbox<StopSignal?>()
        NamedThread("signals") {
            let signals = Signals.block()
            raise(SIGTERM)
            taken.post(signals.next())
            raise(SIGINT)
            taken.post(signals.next(within: .max))
            taken.post(signals.next(within: 1_000_000))
        }.join()
        #expect(taken.next() == .some(.terminate))
        #expect(taken.next() == .some(.interrupt))
        #expect(taken.next() == .some(nil))
    }

    @Test("a stop request calls its listeners once, late ones at once, and wakes sleepers")
    func stopRequest() {
        let stop = StopRequest()
        let heard = Inbox<Int>()
        stop.onRequest { heard.post(1) }
        #expect(!stop.isRequested)
        #expect(!stop.wait(deadline: .min))
        let sleeper = NamedThread("sleeper") { #expect(stop.wait()) }
        stop.request()
        stop.request()
        sleeper.join()
        stop.onRequest { heard.post(2) }
        #expect(stop.isRequested)
        #expect(heard.count == 2)
        #expect(heard.next() == 1)
        #expect(heard.next() == 2)
    }

    @Test("the body's exit code is the process's")
    func passesExitCode() async {
        await #expect(processExitsWith: .exitCode(65)) {
            onMainLikeThread { _ in 65 }
        }
    }

    @Test("the first signal asks the body to stop, which ends with its own code")
    func firstSignalStops() async {
        await #expect(processExitsWith: .exitCode(0)) {
            onMainLikeThread(signals: [SIGTERM]) { stop in stop.wait() ? 0 : 9 }
        }
    }

    @Test("the second signal ends a process whose body does not stop")
    func secondSignalEnds() async {
        await #expect(processExitsWith: .exitCode(1)) {
            onMainLikeThread(signals: [SIGTERM, SIGINT]) { _ in
                pause()
                return 0
            }
        }
    }

    @Test("the deadline ends a process whose body does not stop")
    func deadlineEnds() async {
        await #expect(processExitsWith: .exitCode(1)) {
            onMainLikeThread(signals: [SIGINT], drainNanoseconds: 10_000_000) { _ in
                pause()
                return 0
            }
        }
    }
}

/// Runs the lifecycle on a thread that has all signals blocked, with some pending on it: the
/// runner's other threads would be killed by a signal to the process.
private func onMainLikeThread(
    signals: [Int32] = [], drainNanoseconds: Int64 = 60_000_000_000,
    body: @escaping @Sendable (StopRequest) -> Int32
) {
    NamedThread("main-like") {
        for signal in signals { raise(signal) }
        Lifecycle.runUntilSignalled(
            drainNanoseconds: drainNanoseconds, report: { _ in }, body: body)
    }.join()
}
