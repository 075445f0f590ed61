import Foundation
import TestSupport
import Testing

/// The whole path on a real broker, as a user runs it: Kafka to GOLD, restarts and kills, held
/// against an oracle of other hands and read by other readers.
@Suite(
    .enabled(if: RealBroker.isAvailable, RealBroker.isMissing),
    .enabled(if: PythonEnvironment.isAvailable, PythonEnvironment.isMissing))
struct PathIntegrationTests {
    /// Many commits from few ticks, and a checkpoint of each log now and then.
    private static let lively = """
        cadences:
          raw: {every: 100ms, bytes: 1MB}
          silver: 100ms
          gold: 200ms
        delta: {checkpoint_every: 4}
        """

    private func runToEnd(_ pipeline: PipelineFolder, _ options: [String] = []) throws {
        let result = try pipeline.run(["run"], ["--until-caught-up"] + options)
        try #require(result.status == 0, "\(result)")
    }

    private func verify(_ pipeline: PipelineFolder) throws {
        let result = try Program.run(["verify", pipeline.lake, "--rows"])
        #expect(result.status == 0, "\(result)")
    }

    @Test(
        "every table is what the records say, and other readers see the same, before and after checkpoints"
    )
    func tables() throws {
        let pipeline = try PipelineFolder(RealBroker.required(), settings: Self.lively)
        try pipeline.feed(["--ticks", "20_000", "--seed", "5", "--faults", "4", "--sessions", "2"])
        try runToEnd(pipeline)
        try pipeline.checkOracle()
        try checkReaders(pipeline)
        for seed in 6..<10 {
            try pipeline.feed(["--ticks", "4_000", "--seed", "\(seed)", "--faults", "4"])
            try runToEnd(pipeline)
        }
        let log = "_delta_log/_last_checkpoint"
        for table in ["raw/\(pipeline.ticks)", "bronze/ticks", "silver/bars", "gold/daily_bars"] {
            let path = "\(pipeline.lake)/\(table)/\(log)"
            #expect(FileManager.default.fileExists(atPath: path), "\(table)")
        }
        try pipeline.checkOracle()
        try checkReaders(pipeline)
        try verify(pipeline)
    }

    private func checkReaders(_ pipeline: PipelineFolder) throws {
        let result = try PythonEnvironment.required().run(
            file: PipelineFolder.script("read_tables.py"), [pipeline.lake])
        #expect(result.status == 0, "\(result)")
    }

    @Test("killed at random moments and started again, it leaves the tables of a run in peace")
    func kills() throws {
        let pipeline = try PipelineFolder(RealBroker.required(), settings: Self.lively)
        try pipeline.feed(["--ticks", "60_000", "--seed", "8", "--faults", "4"])
        let result = try run(
            try PythonEnvironment.required().python,
            [
                PipelineFolder.script("kill_run.py").path, "--binary", Program.url().path,
                "--config", pipeline.file, "--lake", pipeline.lake, "--kills", "6", "--seed", "2",
                "--between", "0.02,0.6", "--",
            ] + pipeline.oracleArguments,
            environment: pipeline.environment, seconds: 240)
        #expect(result.status == 0, "\(result)")
        try verify(pipeline)
    }

    @Test("SIGTERM ends the service at a batch boundary with everything committed")
    func drains() throws {
        let pipeline = try PipelineFolder(RealBroker.required())
        try pipeline.feed(["--ticks", "30_000", "--seed", "9"])
        let service = try pipeline.start(["run"])
        let state = "\(pipeline.lake)/raw/\(pipeline.ticks)/_delta_log/00000000000000000000.json"
        #expect(service.wait(seconds: 60) { _ in FileManager.default.fileExists(atPath: state) })
        service.kill(SIGTERM)
        let result = service.wait(seconds: 60)
        #expect(result.status == 0, "\(result)")
        try verify(pipeline)
        // What is left is taken up by the next run.
        try runToEnd(pipeline)
        try pipeline.checkOracle()
    }

    @Test("partitions that two processes divide among them give the lake of one")
    func partitions() throws {
        let pipeline = try PipelineFolder(RealBroker.required())
        try pipeline.feed(["--ticks", "20_000", "--seed", "10", "--faults", "2"])
        let halves = try ["0", "1,2"].map {
            try pipeline.start(["run"], ["--until-caught-up", "--partitions", $0])
        }
        for half in halves {
            let result = half.wait(seconds: 120)
            #expect(result.status == 0, "\(result)")
        }
        try pipeline.checkOracle()
        try verify(pipeline)
    }

    @Test("a rule that fails stops its lane before the record, with everything before it committed")
    func fails() throws {
        let pipeline = try PipelineFolder(RealBroker.required())
        let rule = "name: price_positive\n    test: positive\n    column: price\n    action: "
        try pipeline.writeTickContract(partitions: 1) { contract in
            contract.replacingOccurrences(of: rule + "quarantine", with: rule + "fail")
        }
        try pipeline.feed(["--ticks", "20_000", "--seed", "11", "--faults", "10"])
        let result = try pipeline.run(["run"], ["--until-caught-up"])
        #expect(result.status == 78, "\(result)")
        #expect(result.errors.contains("price_positive"), "\(result)")
        try verify(pipeline)
        let rows = try Program.run(
            ["show", "\(pipeline.lake)/bronze/ticks", "--limit", "1", "--format", "jsonl"])
        #expect(rows.output.contains("symbol"), "\(rows)")
    }
}
