public import Foundation
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
public final class ProcessRun: Sendable {
    private let process: Mutex<Process>
    private let folder: TemporaryFolder
    private let ended = DispatchSemaphore(value: 0)

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: a path, or a name to be found along `PATH`.
    ///   - environment: variables added to those of the test.
    public init(
        _ program: String, _ arguments: [String] = [], environment: [String: String] = [:],
        folder workingFolder: URL = PackageFolder.root
    ) throws {
        folder = try TemporaryFolder("ticklake-run")
        let process = Process()
        let isPath = program.contains("/")
        process.executableURL = URL(fileURLWithPath: isPath ? program : "/usr/bin/env")
        process.arguments = isPath ? arguments : [program] + arguments
        process.currentDirectoryURL = workingFolder
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try Self.file(folder.path("output"))
        process.standardError = try Self.file(folder.path("errors"))
        process.terminationHandler = { [ended] _ in ended.signal() }
        try process.run()
        self.process = Mutex(process)
    }

    deinit {
        kill(SIGKILL)
    }

    /// The process's number.
    public var id: Int32 { process.withLock { $0.processIdentifier } }

    /// True until it has ended.
    public var isRunning: Bool { process.withLock { $0.isRunning } }

    /// Standard output so far.
    public var output: String { text("output") }

    /// Standard error so far.
    public var errors: String { text("errors") }

    /// Sends a signal; nothing happens if the process has ended.
    public func kill(_ signal: Int32) {
        process.withLock { process in
            if process.isRunning { _ = Foundation.kill(process.processIdentifier, signal) }
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
        let status = process.withLock { process in
            process.terminationReason == .exit
                ? process.terminationStatus : -process.terminationStatus
        }
        return ProcessResult(
            status: status, output: output, errors: errors, isTimedOut: isTimedOut)
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

    private func text(_ name: String) -> String {
        String(
            decoding: FileManager.default.contents(atPath: folder.path(name)) ?? Data(),
            as: UTF8.self)
    }

    private static func file(_ path: String) throws -> FileHandle {
        try Data().write(to: URL(fileURLWithPath: path))
        return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
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
