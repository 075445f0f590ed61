public import Foundation
public import Testing

/// The readers of other projects (deltalake, pyarrow, DuckDB, Polars) that check our tables.
public struct PythonEnvironment: Sendable {
    /// The checkout's own environment, made by `Scripts/bootstrap`; nil if it was not made.
    ///
    /// A test that needs it says `.enabled(if: PythonEnvironment.isAvailable,
    /// PythonEnvironment.isMissing)` or calls `PythonEnvironment.required()`.
    public static let current: PythonEnvironment? = {
        let python = PackageFolder.root.appendingPathComponent(".venv/bin/python").path
        guard FileManager.default.isExecutableFile(atPath: python) else { return nil }
        return PythonEnvironment(python: python)
    }()

    /// True if there is one.
    public static var isAvailable: Bool { current != nil }

    /// What a skipped test says.
    public static let isMissing: Comment =
        "needs .venv with deltalake, pyarrow, duckdb, polars: run Scripts/bootstrap"

    /// The environment, or an end of the test that is reported as skipped.
    public static func required() throws -> PythonEnvironment {
        guard let current else { try Test.cancel(isMissing) }
        return current
    }

    /// The interpreter.
    public let python: String

    /// Runs a script given as text; its arguments follow as `sys.argv[1:]`.
    public func run(
        script: String, _ arguments: [String] = [], seconds: Double = 120
    ) throws -> ProcessResult {
        try TestSupport.run(python, ["-c", script] + arguments, seconds: seconds)
    }

    /// Runs a script file.
    public func run(
        file: URL, _ arguments: [String] = [], seconds: Double = 120
    ) throws -> ProcessResult {
        try TestSupport.run(python, [file.path] + arguments, seconds: seconds)
    }
}
