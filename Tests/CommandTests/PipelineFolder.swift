import Foundation
import TestSupport
import Testing

/// A folder with a pipeline file, whose topics are its own, and a lake.
struct PipelineFolder {
    let folder: TemporaryFolder
    let broker: RealBroker
    let ticks = RealBroker.topicName("ticks")
    let instruments = RealBroker.topicName("instruments")

    /// Writes the shipped contracts under topics of their own, and a pipeline file that ends with
    /// `settings`.
    init(_ broker: RealBroker, settings: String = "") throws {
        folder = try TemporaryFolder()
        self.broker = broker
        try write(
            "ticklake.yaml",
            """
            name: test
            lake: \(folder.path("lake"))
            kafka:
              bootstrap_servers: ${env:KAFKA_BOOTSTRAP_SERVERS}
            topics: [ticks.yaml, instruments.yaml]
            \(settings)
            """)
        try write(
            "instruments.yaml",
            try Self.shipped("instrument-metadata").replacingOccurrences(
                of: "topic: instrument-metadata", with: "topic: \(instruments)"))
        try writeTickContract(partitions: 3)
    }

    var lake: String { folder.path("lake") }
    var file: String { folder.path("ticklake.yaml") }

    /// Where the tests' scripts in Python are.
    static func script(_ name: String) -> URL {
        PackageFolder.root.appendingPathComponent("Tests/Oracle/\(name)")
    }

    /// The shipped contract with some settings of its topic changed.
    func writeTickContract(
        partitions: Int, timestamps: String = "LogAppendTime",
        changing change: (String) -> String = { $0 }
    ) throws {
        try write(
            "ticks.yaml",
            change(
                try Self.shipped("price-ticks")
                    .replacingOccurrences(of: "topic: price-ticks", with: "topic: \(ticks)")
                    .replacingOccurrences(of: "partitions: 4", with: "partitions: \(partitions)")
                    .replacingOccurrences(
                        of: "type: LogAppendTime", with: "type: \(timestamps)")))
    }

    /// Runs a command on the pipeline file.
    func run(_ command: [String], _ options: [String] = []) throws -> ProcessResult {
        try start(command, options).wait(seconds: 120)
    }

    /// Starts a command on the pipeline file.
    func start(_ command: [String], _ options: [String] = []) throws -> ProcessRun {
        try Program.start(command + [file] + options, environment: environment)
    }

    /// Makes the topics and fills them.
    func feed(_ options: [String]) throws {
        let applied = try run(["topics", "apply"])
        try #require(applied.status == 0, "\(applied)")
        let generated = try run(["generate"], options)
        try #require(generated.status == 0, "\(generated)")
    }

    /// Compares the lake with what a program that shares no code with ours makes of the topics.
    func checkOracle() throws {
        let result = try PythonEnvironment.required().run(
            file: Self.script("oracle.py"), ["--lake", lake] + oracleArguments)
        #expect(result.status == 0, "\(result)")
    }

    var oracleArguments: [String] {
        [
            "--bootstrap", broker.bootstrapServers, "--ticks-topic", ticks,
            "--metadata-topic", instruments,
        ]
    }

    var environment: [String: String] { ["KAFKA_BOOTSTRAP_SERVERS": broker.bootstrapServers] }

    /// The records of all partitions, by the watermarks.
    func offsets() throws -> Int {
        let shown = try run(["topics", "show"], ["--json"])
        let topics = try #require(
            try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [[String: Any]])
        let partitions = topics.flatMap { $0["partitions"] as? [[String: Any]] ?? [] }
        return partitions.reduce(0) { sum, partition in
            sum + (partition["high"] as? Int ?? 0) - (partition["low"] as? Int ?? 0)
        }
    }

    private static func shipped(_ contract: String) throws -> String {
        try String(
            contentsOf: PackageFolder.root.appendingPathComponent("topics/\(contract).yaml"),
            encoding: .utf8)
    }

    private func write(_ name: String, _ text: String) throws {
        try text.write(toFile: folder.path(name), atomically: true, encoding: .utf8)
    }
}
