import Foundation
import Kafka
import Synchronization
import TestSupport
import Testing

/// A real Apache Kafka: the one of `KAFKA_BOOTSTRAP_SERVERS`, else one that is started for these
/// tests, when the tool that does it lies in a `shared` folder beside the checkout.
final class RealBroker: Sendable {
    static let absence: Comment =
        "skipped: no real broker. set KAFKA_BOOTSTRAP_SERVERS, or have ../shared/tools/kafka"

    static var isAvailable: Bool { given != nil || tool != nil }
    /// Whether the broker is ours to stop and start.
    static var isOurs: Bool { given == nil && tool != nil }

    private static let given = ProcessInfo.processInfo.environment["KAFKA_BOOTSTRAP_SERVERS"]

    private static let tool: String? = {
        var folder = PackageFolder.root
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            let tool = folder.appendingPathComponent("shared/tools/kafka/kafka").path
            if FileManager.default.isExecutableFile(atPath: tool) { return tool }
        }
        return nil
    }()

    private static let started = Mutex<RealBroker?>(nil)

    /// The broker; started at the first use, stopped when the tests end.
    static func shared() throws -> RealBroker {
        try started.withLock { started in
            if let started { return started }
            let broker = try RealBroker()
            started = broker
            atexit { RealBroker.stopShared() }
            return broker
        }
    }

    private static func stopShared() {
        started.withLock { started in
            if isOurs { _ = try? started?.command("kill") }
            started = nil
        }
    }

    private let folder: TemporaryFolder
    let bootstrapServers: String

    private init() throws {
        folder = try TemporaryFolder("ticklake-kafka")
        if let given = Self.given {
            bootstrapServers = given
            return
        }
        let arguments = [
            "start", "--dir", folder.path, "--port", "0", "--secure", "--set",
            "log.cleaner.backoff.ms=200",
        ]
        let result = try Self.runTool(arguments)
        // kafka: ready, pid 1, bootstrap 127.0.0.1:9092
        let words = result.output.split(whereSeparator: \.isWhitespace)
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
        try Self.runTool([name, "--dir", folder.path] + arguments).output
    }

    /// Foundation sees the end of a process by a descriptor that all its children inherit, and the
    /// broker lives on: so it is closed before the tool runs.
    private static func runTool(_ arguments: [String]) throws -> ProcessResult {
        let closing = """
            for fd in /proc/$$/fd/*; do
                fd=${fd##*/}
                [ "$fd" -le 2 ] || eval "exec $fd>&-"
            done
            exec "$0" "$@"
            """
        let tool = try #require(Self.tool)
        let result = try run("bash", ["-c", closing, tool] + arguments, seconds: 120)
        try #require(result.status == 0, "\(arguments[0]): \(result)")
        return result
    }

    /// Starts it again, as it was started first.
    func restart() throws {
        try command("start", ["--set", "log.cleaner.backoff.ms=200"])
    }
}
