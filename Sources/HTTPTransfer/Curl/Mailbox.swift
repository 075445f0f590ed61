internal import CCurl
internal import Glibc
internal import Platform

/// What a transport and its thread share.
final class Mailbox: Sendable {
    /// libcurl's multi handle, of which any thread may call the wake-up.
    @safe struct Multi: @unchecked Sendable {
        // Proof: all else is called by the transport's thread.
        let pointer: UnsafeMutableRawPointer
    }

    /// What the thread finds.
    struct Work: Sendable {
        var submissions: [Submission] = []
        /// Handed in before all was cancelled.
        var cancelled: [Submission] = []
        /// True where what is under way ends.
        var isCancelling = false
        /// True where nothing follows.
        var isClosing = false
    }

    private struct State: Sendable {
        var work = Work()
        /// Nil once the thread gives it up.
        var multi: Multi?
        var isEnded = false
        var thread: pthread_t?
        /// Handed in and not ended.
        var unfinished = 0
        var statistics = HTTPStatistics()
    }

    private let state: Monitor<State>
    private let exchangesMax: Int

    init(_ multi: Multi, exchangesMax: Int) {
        state = Monitor(State(multi: multi))
        self.exchangesMax = exchangesMax
    }

    var statistics: HTTPStatistics { state.withLock { $0.statistics } }

    /// Takes a request; returns why not.
    func submit(_ submission: Submission) -> HTTPFailure? {
        state.withLock { state in
            if state.work.isClosing {
                return HTTPFailure(.cancelled, "\(submission.origin): the transport is closed")
            }
            guard state.unfinished < exchangesMax else {
                return HTTPFailure(
                    .busy, "\(submission.origin): \(exchangesMax) exchanges are under way. wait")
            }
            state.unfinished += 1
            state.statistics.started += 1
            state.work.submissions.append(submission)
            Self.wake(state)
            return nil
        }
    }

    func cancelAll() {
        state.withLock { state in
            state.work.cancelled += state.work.submissions
            state.work.submissions = []
            state.work.isCancelling = true
            Self.wake(state)
        }
    }

    func beginClosing() {
        state.withLock { state in
            state.work.isClosing = true
            Self.wake(state)
        }
    }

    /// Waits until the thread has ended; on the thread itself it returns at once.
    func waitForEnd() {
        state.wait { state -> Void? in
            let isOwn = state.thread.map { pthread_equal($0, pthread_self()) != 0 } ?? false
            return state.isEnded || isOwn ? () : nil
        }
    }

    /// To be called by the thread before all else.
    func noteThread() {
        state.withLock { $0.thread = pthread_self() }
    }

    /// Takes what has come since the last time.
    func take() -> Work {
        state.withLock { state in
            defer { state.work = Work(isClosing: state.work.isClosing) }
            return state.work
        }
    }

    /// Counts an exchange that ends now.
    func finish(_ change: (inout HTTPStatistics) -> Void) {
        state.withLock { state in
            state.unfinished -= 1
            change(&state.statistics)
        }
    }

    /// Counts what happened under way.
    func count(_ change: (inout HTTPStatistics) -> Void) {
        state.withLock { change(&$0.statistics) }
    }

    /// To be called by the thread when it is done with libcurl, before it gives the handle up.
    func forgetMulti() {
        state.withLock { $0.multi = nil }
    }

    /// Wakes those who wait for the end.
    func noteEnd() {
        state.change { $0.isEnded = true }
    }

    private static func wake(_ state: State) {
        guard let multi = state.multi else { return }
        _ = unsafe curl_multi_wakeup(multi.pointer)
    }
}
