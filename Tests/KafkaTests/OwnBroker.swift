import Foundation
import Kafka
import Synchronization
import TestSupport
import Testing

/// A real broker of these tests alone: they kill it, so that `RealBroker`, which all tests of the
/// process share, will not do.
final class OwnBroker: Sendable {
    static let isMissing: Comment =
        "needs a Kafka broker that can be killed: ../shared/tools/kafka, or TICKLAKE_KAFKA_TOOL"

    static var isAvailable: Bool { tool != nil }

    private static let tool: String? = {
        let named = ProcessInfo.processInfo.environment["TICKLAKE_KAFKA_TOOL"].map { [$0] } ?? []
        let beside = ["../shared", "../../shared"].map { folder in
            PackageFolder.root.appendingPathComponent("\(folder)/tools/kafka/kafka")
                .standardizedFileURL.path
        }
        return (named + beside).first(where: FileManager.default.isExecutableFile)
    }()

    private static let started = Mutex<OwnBroker?>(nil)

    /// The broker; started at the first use, killed when the process ends.
    static func shared() throws -> OwnBroker {
        try started.withLock { started in
            if let started { return started }
            let broker = try OwnBroker()
            started = broker
            atexit { OwnBroker.stop() }
            return broker
        }
    }

    private static func stop() {
        started.withLock { started in
            _ = try? started?.command("kill")
            started = nil
        }
    }

    private let folder: TemporaryFolder
    let bootstrapServers: String
    private static let properties = ["--set", "log.cleaner.backoff.ms=200"]

    private init() throws {
        folder = try TemporaryFolder("ticklake-kafka")
        let start = ["start", "--dir", folder.path, "--port", "0", "--secure"]
        let output = try Self.runTool(start + Self.properties)
        // kafka: ready, pid 1, bootstrap 127.0.0.1:9092
        let words = output.split(whereSeparator: \.isWhitespace)
        let word = try #require(words.firstIndex(of: "bootstrap"))
        bootstrapServers = String(words[word + 1])
    }

    var client: KafkaClientConfiguration {
        KafkaClientConfiguration(bootstrapServers: bootstrapServers)
    }

    /// The certificate of the secure listener.
    var certificate: String { folder.path("tls/ca.pem") }

    /// `host:port` of the secure listener.
    var secureServers: String {
        get throws {
            let port = try #require(bootstrapServers.split(separator: ":").last.flatMap { Int($0) })
            return "localhost:\(port + 1)"
        }
    }

    /// Runs one of the tool's commands on this broker.
    @discardableResult
    func command(_ name: String, _ arguments: [String] = []) throws -> String {
        try Self.runTool([name, "--dir", folder.path] + arguments)
    }

    /// Starts it again, as it was started first.
    func restart() throws {
        try command("start", Self.properties)
    }

    private static func runTool(_ arguments: [String]) throws -> String {
        let result = try run(try #require(tool), arguments, seconds: 120)
        guard result.status == 0 else { throw Failure("\(arguments[0]): \(result)") }
        return result.output
    }

    /// What a command said that failed.
    struct Failure: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) { self.description = description }
    }
}
