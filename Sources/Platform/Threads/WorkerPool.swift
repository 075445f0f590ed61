/// A fixed number of named threads that run submitted jobs, first come, first served.
public final class WorkerPool: Sendable {
    private struct State: Sendable {
        var jobs = Queue<@Sendable () -> Void>()
        var isClosed = false
    }

    private let state: Monitor<State>
    private let threads: [NamedThread]

    /// Starts the threads `<name>-0`, `<name>-1` and so on.
    public init(name: String, threadCount: Int) {
        precondition(threadCount > 0, "a pool needs at least one thread")
        let state = Monitor(State())
        self.state = state
        threads = (0..<threadCount).map { index in
            NamedThread("\(name)-\(index)") { Self.work(on: state) }
        }
    }

    deinit {
        state.change { $0.isClosed = true }
    }

    /// The number of threads.
    public var threadCount: Int { threads.count }

    /// The number of jobs that no thread has taken yet.
    public var waitingCount: Int { state.withLock { $0.jobs.count } }

    /// Queues a job behind those already submitted; jobs may submit jobs.
    ///
    /// - Returns: false, and the job is dropped, once the pool is shut down.
    @discardableResult
    public func submit(_ job: @escaping @Sendable () -> Void) -> Bool {
        let isAccepted = state.withLock { state in
            guard !state.isClosed else { return false }
            state.jobs.append(job)
            return true
        }
        if isAccepted { state.notifyOne() }
        return isAccepted
    }

    /// Runs every job submitted so far, then ends the threads; no job may call it.
    public func shutdown() {
        state.change { $0.isClosed = true }
        for thread in threads { thread.join() }
    }

    private static func work(on state: Monitor<State>) {
        while let job = nextJob(from: state) { job() }
    }

    /// Waits for a job; nil when the pool is closed and empty.
    private static func nextJob(from state: Monitor<State>) -> (@Sendable () -> Void)? {
        let job: (@Sendable () -> Void)?? = state.wait { state in
            if let job = state.jobs.popFirst() { return .some(job) }
            return state.isClosed ? .some(nil) : nil
        }
        return job ?? nil
    }
}
