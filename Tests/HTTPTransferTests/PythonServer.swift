import Foundation
import TestSupport
import Testing

/// `server.py`, running until the last reference goes.
final class PythonServer: Sendable {
    let port: Int
    private let process: ProcessRun

    init(_ arguments: [String] = []) throws {
        let script = PackageFolder.root.appendingPathComponent("Tests/HTTPTransferTests/server.py")
        let python = try PythonEnvironment.required().python
        process = try ProcessRun(python, [script.path] + arguments)
        _ = process.wait(seconds: 20) { $0.output.hasSuffix("\n") }
        let line = process.output.trimmingCharacters(in: .whitespacesAndNewlines)
        port = try #require(Int(line), "\(process.errors)")
    }

    deinit {
        process.kill(SIGKILL)
    }

    /// The address of a path.
    func url(_ path: String, scheme: String = "http", host: String = "127.0.0.1") -> String {
        "\(scheme)://\(host):\(port)\(path)"
    }
}
