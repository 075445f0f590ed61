public import Foundation
import Glibc
import Synchronization

/// A finished process: how it ended and what it said.
public struct ProcessResult: Sendable, CustomStringConvertible {
    /// The exit code; minus the signal's number where a signal ended it.
    public let status: Int32
    /// Standard output as text.
    public let output: String
    /// Standard error as text.
    public let errors: String
    /// True if it was killed because its time was up.
    public let isTimedOut: Bool

    /// All of it, for a failed expectation.
    public var description: String {
        "status \(status)\(isTimedOut ? " (timed out)" : "")\n\(output)\n\(errors)"
    }
}

/// A process that a test started, with its output in files: nothing can block on a full pipe.
///
/// Not Foundation's `Process`, which takes a process for running while anything that it started
/// runs: a tool that leaves a broker behind would never end.
public final class ProcessRun: Sendable {
    /// The process's number.
    public let id: Int32

    private let folder: TemporaryFolder
    /// Nil until the process has ended and was reaped.
    private let status = Mutex<Int32?>(nil)
    private let ended = DispatchSemaphore(value: 0)

    /// Starts a program, with nothing on its standard input and no signal blocked.
    ///
    /// - Parameters:
    ///   - program: a path, or a name to be found along `PATH`.
    ///   - environment: variables added to those of the test.
    public init(
        _ program: String, _ arguments: [String] = [], environment: [String: String] = [:],
        folder workingFolder: URL = PackageFolder.root
    ) throws {
        folder = try TemporaryFolder("ticklake-run")
        id = try spawn(
            // `env` changes the folder and becomes the program.
            ["env", "--chdir=\(workingFolder.path)", program] + arguments,
            environment: ProcessInfo.processInfo.environment.merging(environment) { $1 },
            output: folder.path("output"), errors: folder.path("errors"))
        Thread.detachNewThread { [self] in reap() }
    }

    /// True until it has ended.
    public var isRunning: Bool { status.withLock { $0 == nil } }

    /// Standard output so far.
    public var output: String { text("output") }

    /// Standard error so far.
    public var errors: String { text("errors") }

    /// Sends a signal; nothing happens if the process has ended.
    public func kill(_ signal: Int32) {
        status.withLock { status in
            if status == nil { _ = Glibc.kill(id, signal) }
        }
    }

    /// Waits for the end; kills the process when the time is up.
    public func wait(seconds: Double) -> ProcessResult {
        let isTimedOut = ended.wait(timeout: .now() + seconds) == .timedOut
        if isTimedOut {
            kill(SIGKILL)
            ended.wait()
        }
        ended.signal()
        return ProcessResult(
            status: status.withLock { $0 } ?? -1, output: output, errors: errors,
            isTimedOut: isTimedOut)
    }

    /// Waits until the condition on the running process holds; false when the time is up.
    public func wait(seconds: Double, until condition: (ProcessRun) -> Bool) -> Bool {
        let end = DispatchTime.now() + seconds
        while !condition(self) {
            guard DispatchTime.now() < end, isRunning else { return condition(self) }
            // Returns early when the process ends.
            if ended.wait(timeout: .now() + 0.02) == .success { ended.signal() }
        }
        return true
    }

    /// Waits for the process on a thread of its own, which keeps this object alive until then.
    private func reap() {
        var information = unsafe siginfo_t()
        // Seen, but not yet reaped: until the status is set, its number is nobody else's.
        while unsafe waitid(P_PID, id_t(id), &information, WEXITED | WNOWAIT) == -1, errno == EINTR
        {}
        status.withLock { status in
            var word: Int32 = 0
            unsafe waitpid(id, &word, 0)
            status = word & 0x7F == 0 ? (word >> 8) & 0xFF : -(word & 0x7F)
        }
        ended.signal()
    }

    private func text(_ name: String) -> String {
        let data = FileManager.default.contents(atPath: folder.path(name)) ?? Data()
        return String(decoding: data, as: UTF8.self)
    }
}

/// Runs a program to its end.
@discardableResult
public func run(
    _ program: String, _ arguments: [String] = [], environment: [String: String] = [:],
    folder: URL = PackageFolder.root, seconds: Double = 60
) throws -> ProcessResult {
    try ProcessRun(program, arguments, environment: environment, folder: folder)
        .wait(seconds: seconds)
}

/// Starts a process whose only descriptors are the three standard ones.
private func spawn(
    _ words: [String], environment: [String: String], output: String, errors: String
) throws -> Int32 {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    let created = O_WRONLY | O_CREAT | O_TRUNC
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 1, output, created, 0o644)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, errors, created, 0o644)
    let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
    for descriptor in open.compactMap({ Int32($0) }) where descriptor > 2 {
        unsafe posix_spawn_file_actions_addclose(&actions, descriptor)
    }

    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    var all = sigset_t()
    unsafe sigemptyset(&none)
    unsafe sigfillset(&all)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    unsafe posix_spawnattr_setflags(
        &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

    var id: pid_t = 0
    let variables = environment.map { "\($0)=\($1)" }
    let code = unsafe withCStrings(words) { pointers in
        unsafe withCStrings(variables) { variables in
            unsafe posix_spawnp(&id, words[0], &actions, &attributes, pointers, variables)
        }
    }
    guard code == 0 else {
        throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EINVAL, userInfo: ["program": words[0]])
    }
    return id
}

/// Lends the texts as C does: pointers to strings, ended by a null pointer.
private func withCStrings<Result>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
    var pointers: [UnsafeMutablePointer<CChar>?] = unsafe texts.map { unsafe strdup($0) }
    defer { unsafe pointers.forEach { unsafe free($0) } }
    unsafe pointers.append(nil)
    return unsafe body(pointers)
}
