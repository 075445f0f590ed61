import Glibc

/// A value behind a lock, with a condition that threads can wait for.
///
/// `Synchronization.Mutex` has no condition variable; use it where nobody waits.
@safe public final class Monitor<Value: Sendable>: @unchecked Sendable {
    // Proof: `value` is read and written only while `mutex` is held.
    private var value: Value
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>

    /// A monitor that guards `value`.
    public init(_ value: Value) {
        self.value = value
        unsafe mutex = .allocate(capacity: 1)
        unsafe condition = .allocate(capacity: 1)
        unsafe requireSuccess(pthread_mutex_init(mutex, nil), "pthread_mutex_init")
        var attributes = pthread_condattr_t()
        unsafe requireSuccess(pthread_condattr_init(&attributes), "pthread_condattr_init")
        // The wall clock may jump; a wait must not.
        unsafe requireSuccess(
            pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC), "pthread_condattr_setclock")
        unsafe requireSuccess(pthread_cond_init(condition, &attributes), "pthread_cond_init")
        unsafe requireSuccess(pthread_condattr_destroy(&attributes), "pthread_condattr_destroy")
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    /// Runs `body` with the value, alone.
    public func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        lock()
        defer { unlock() }
        return try body(&value)
    }

    /// Runs `body` with the value, alone, then wakes every waiter to look again.
    public func change<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        defer { notifyAll() }
        return try withLock(body)
    }

    /// Wakes every waiter to look again.
    public func notifyAll() {
        unsafe requireSuccess(pthread_cond_broadcast(condition), "pthread_cond_broadcast")
    }

    /// Wakes one waiter to look again, where any of them can take what is new.
    public func notifyOne() {
        unsafe requireSuccess(pthread_cond_signal(condition), "pthread_cond_signal")
    }

    /// Asks `body` again after every notification, until it answers or the deadline has passed.
    ///
    /// - Parameter deadline: on `SystemClock.monotonicNanoseconds()`; nil waits for ever.
    /// - Returns: the answer, or nil once the deadline has passed.
    public func wait<Result>(
        deadline: Int64? = nil, until body: (inout Value) throws -> Result?
    ) rethrows -> Result? {
        lock()
        defer { unlock() }
        while true {
            if let result = try body(&value) { return result }
            guard let deadline else {
                unsafe requireSuccess(pthread_cond_wait(condition, mutex), "pthread_cond_wait")
                continue
            }
            let now = SystemClock.monotonicNanoseconds()
            guard now < deadline else { return nil }
            sleep(nanoseconds: deadline.subtractingReportingOverflow(now).partialValue)
        }
    }

    private func sleep(nanoseconds: Int64) {
        var point = SystemClock.waitPoint(in: nanoseconds)
        let code = unsafe pthread_cond_timedwait(condition, mutex, &point)
        precondition(
            code == 0 || code == ETIMEDOUT, "pthread_cond_timedwait: \(systemReason(code))")
    }

    private func lock() {
        unsafe requireSuccess(pthread_mutex_lock(mutex), "pthread_mutex_lock")
    }

    private func unlock() {
        unsafe requireSuccess(pthread_mutex_unlock(mutex), "pthread_mutex_unlock")
    }
}
