public import Foundation
import Testing

/// The built `ticklake`, driven as a user would.
public enum Program {
    /// Where it is; a test that needs it fails where it was not built.
    public static func url() throws -> URL {
        try #require(
            PackageFolder.ticklake,
            "no ticklake in \(PackageFolder.products.path): run swift build --product ticklake")
    }

    /// Runs it to its end.
    @discardableResult
    public static func run(
        _ arguments: [String], environment: [String: String] = [:],
        folder: URL = PackageFolder.root, seconds: Double = 60
    ) throws -> ProcessResult {
        try start(arguments, environment: environment, folder: folder).wait(seconds: seconds)
    }

    /// Starts it; the caller waits for its end, or kills it.
    public static func start(
        _ arguments: [String], environment: [String: String] = [:],
        folder: URL = PackageFolder.root
    ) throws -> ProcessRun {
        try ProcessRun(url().path, arguments, environment: environment, folder: folder)
    }
}
