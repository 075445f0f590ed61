import CLinux
import Glibc
import Synchronization

/// A thread of our own, named for `top -H` and debuggers, that no signal ever interrupts.
public final class NamedThread: Sendable {
    /// The name; the system shows its first 15 bytes.
    public let name: String
    /// Nil once the thread has been joined.
    private let handle: Mutex<pthread_t?>

    /// Starts a thread that runs `body` and ends.
    public init(_ name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        handle = Mutex(startThread(Start(name: name, body: body)))
    }

    deinit {
        // Nobody can join it any more: let the system free it at its end.
        handle.withLock { thread in
            if let thread { pthread_detach(thread) }
        }
    }

    /// Waits for the thread's end; joining again returns at once.
    public func join() {
        let thread = handle.withLock { thread in
            defer { thread = nil }
            return thread
        }
        guard let thread else { return }
        precondition(pthread_equal(thread, pthread_self()) == 0, "a thread cannot join itself")
        requireSuccess(pthread_join(thread, nil), "pthread_join")
    }
}

/// What a new thread takes over.
private final class Start: Sendable {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }
}

/// Creates the thread with all signals blocked from its first instruction on: it inherits the mask.
private func startThread(_ start: Start) -> pthread_t {
    var all = sigset_t()
    var previous = sigset_t()
    unsafe sigfillset(&all)
    unsafe requireSuccess(pthread_sigmask(SIG_SETMASK, &all, &previous), "pthread_sigmask")
    defer {
        unsafe requireSuccess(pthread_sigmask(SIG_SETMASK, &previous, nil), "pthread_sigmask")
    }
    var thread = pthread_t()
    let argument = unsafe Unmanaged.passRetained(start).toOpaque()
    let code = unsafe pthread_create(&thread, nil, threadMain, argument)
    precondition(code == 0, "no thread `\(start.name)` can be started: \(systemReason(code))")
    return thread
}

private func threadMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument = unsafe argument else { return nil }
    let start = unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
    unsafe start.name.withCString { name in _ = unsafe linux_set_thread_name(name) }
    start.body()
    return nil
}
