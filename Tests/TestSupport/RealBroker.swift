import Foundation
import Synchronization
public import Testing

/// An Apache Kafka broker for the integration tests, whose suites have `Integration` in their name.
///
/// It is that of `KAFKA_BOOTSTRAP_SERVERS`; else the one beside the checkout is started at first
/// use, for all tests of the process, and stopped when the process ends. Topics are the test's own:
/// take names from `RealBroker.topicName`.
public struct RealBroker: Sendable {
    /// Where clients connect first.
    public let bootstrapServers: String
    /// The script that commands the broker and its folder; nil for a broker of someone else's,
    /// which must not be stopped or paused.
    public let control: (tool: String, folder: String)?

    /// True if there is one, or one can be started.
    public static var isAvailable: Bool { given != nil || tool != nil }

    /// What a skipped test says.
    public static let isMissing: Comment =
        "needs a Kafka broker: set KAFKA_BOOTSTRAP_SERVERS, or run make integration-test"

    /// The broker, or an end of the test that is reported as skipped.
    public static func required() throws -> RealBroker {
        guard isAvailable else { try Test.cancel(isMissing) }
        return try shared.get()
    }

    /// A name that no other test and no earlier run uses.
    public static func topicName(_ prefix: String) -> String {
        "\(prefix)-\(UUID().uuidString.lowercased().prefix(13))"
    }

    /// Runs a command of the broker's script, such as `topics --create --topic t`.
    public func command(_ arguments: [String], seconds: Double = 60) throws -> ProcessResult {
        let control = try #require(control, "this broker is someone else's")
        return try TestSupport.run(
            control.tool, [arguments[0], "--dir", control.folder] + arguments.dropFirst(),
            seconds: seconds)
    }

    private static var given: String? {
        ProcessInfo.processInfo.environment["KAFKA_BOOTSTRAP_SERVERS"].flatMap {
            $0.isEmpty ? nil : $0
        }
    }

    private static let tool: String? = {
        let named = ProcessInfo.processInfo.environment["TICKLAKE_KAFKA_TOOL"].map { [$0] } ?? []
        let beside = ["../shared", "../../shared"].map { folder in
            PackageFolder.root.appendingPathComponent("\(folder)/tools/kafka/kafka")
                .standardizedFileURL.path
        }
        return (named + beside).first(where: FileManager.default.isExecutableFile)
    }()

    private static let shared = Result { try start() }

    private static func start() throws -> RealBroker {
        if let given { return RealBroker(bootstrapServers: given, control: nil) }
        let tool = try #require(tool)
        let folder = try TemporaryFolder("ticklake-kafka")
        started.withLock { $0 = Started(tool: tool, folder: folder) }
        atexit { RealBroker.stop() }
        let start = try run(tool, ["start", "--dir", folder.path, "--port", "0"], seconds: 120)
        try #require(start.status == 0, "\(start)")
        let environment = try run(tool, ["env", "--dir", folder.path])
        let servers = try #require(
            environment.output.firstMatch(of: /KAFKA_BOOTSTRAP_SERVERS='?([^'\s]+)/)?.1,
            "\(environment)")
        return RealBroker(bootstrapServers: String(servers), control: (tool, folder.path))
    }

    private struct Started {
        let tool: String
        let folder: TemporaryFolder
    }

    /// The broker to stop, whose folder goes with it.
    private static let started = Mutex<Started?>(nil)

    private static func stop() {
        started.withLock { started in
            guard let broker = started else { return }
            _ = try? run(broker.tool, ["kill", "--dir", broker.folder.path], seconds: 20)
            started = nil
        }
    }
}
