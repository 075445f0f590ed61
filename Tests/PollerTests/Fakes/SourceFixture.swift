import Contracts
import Foundation
import HTTPTransfer
import ObjectStorage
import Pipeline
import Poller
import TestSupport
import Testing

/// A source with its vendor, topic, state and clock.
struct SourceFixture {
    static let zones = TimeZones { name in
        FileManager.default.contents(atPath: "/usr/share/zoneinfo/\(name)").map { [UInt8]($0) }
    }

    let clock: ManualClock
    let topic: MemoryTopic
    let store: any ObjectStore
    let outcome: SourceFileReader.Outcome

    /// Reads a source of a text; `$` stands for itself in it.
    ///
    /// - Parameter patience: how long an answer may really take, in nanoseconds.
    init(
        _ yaml: String, now: Int64, store: any ObjectStore = MemoryStore(),
        environment: [String: String] = [:], files: [String: String] = [:], patience: Int64 = 0
    ) throws {
        clock = ManualClock(now, patience: patience)
        topic = MemoryTopic()
        self.store = store
        outcome = try Self.read(yaml, environment: environment, files: files)
    }

    /// The same source with another file: topic and states are another's.
    init(_ yaml: String, now: Int64, like other: SourceFixture) throws {
        clock = ManualClock(now)
        topic = other.topic
        store = other.store
        outcome = try Self.read(yaml)
    }

    static func read(
        _ yaml: String, environment: [String: String] = [:], files: [String: String] = [:]
    ) throws -> SourceFileReader.Outcome {
        try readOrProblems(yaml, environment: environment, files: files)
    }

    /// The same, with the problems as they are.
    static func readOrProblems(
        _ yaml: String, environment: [String: String] = [:], files: [String: String] = [:]
    ) throws(SourceProblems) -> SourceFileReader.Outcome {
        let surroundings = Surroundings(
            readFile: { path in
                if path == "source.yaml" { return Array(yaml.utf8) }
                guard let text = files[path] else { throw PollProblem("no such file") }
                return Array(text.utf8)
            }, environment: { environment[$0] },
            kafkaSetting: { _, _ in .taken(isText: true) })
        return try SourceFileReader.read(
            "source.yaml", surroundings, pipeline: pipeline, zones: zones)
    }

    /// An example of topics/sources.
    static func example(_ name: String) throws -> String {
        let url = PackageFolder.root.appendingPathComponent("topics/sources/\(name).yaml")
        return try String(contentsOf: url, encoding: .utf8)
    }

    private static var pipeline: PipelinePlan {
        let topics = ["rest-ticks", "instrument-metadata"].map {
            TopicPlan(name: $0, kind: .ticks, partitions: 2, fields: [])
        }
        return PipelinePlan(
            name: "ticks", lake: "lake", kafka: KafkaPlan(bootstrapServers: ["localhost:9092"]),
            topics: topics)
    }

    /// A poller that has looked where the source stands.
    ///
    /// - Parameter plan: another than the fixture's own.
    func poller(
        _ vendor: any HTTPTransport, plan: SourcePlan? = nil, clock: (any PollClock)? = nil,
        tokens: TokenBook = TokenBook(), seed: UInt64 = 1, budgets: BudgetBook = BudgetBook(),
        topics: TopicProgress = TopicProgress(), metrics: SourceMetrics? = nil,
        note: (@Sendable (FetchNote) -> Void)? = nil
    ) throws -> SourcePoller {
        var ports = SourcePoller.Ports(
            transport: vendor, sink: topic, budgets: budgets, topics: topics,
            zones: Self.zones, clock: clock ?? self.clock)
        ports.tokens = tokens
        ports.metrics = metrics
        ports.note = note
        var poller = SourcePoller(
            plan ?? outcome.plan, redactor: outcome.redactor,
            states: try PollStateStore(store, pipeline: "ticks", source: outcome.plan.name),
            ports: ports, seed: seed)
        try poller.recover()
        return poller
    }

    /// A poller of a range of the past, as another process.
    func filler(
        _ range: TimeSlice, _ vendor: ScriptedVendor, seed: UInt64 = 7,
        budgets: BudgetBook = BudgetBook()
    ) throws -> SourcePoller {
        var live = try PollStateStore(store, pipeline: "ticks", source: outcome.plan.name)
        let backfill = Backfill(range, beside: try live.read(), outcome.plan)
        var ports = SourcePoller.Ports(
            transport: vendor, sink: topic, budgets: budgets, topics: TopicProgress(),
            zones: Self.zones, clock: clock)
        ports.liveStates = live
        var poller = SourcePoller(
            try outcome.plan.filling(backfill), redactor: outcome.redactor,
            states: try PollStateStore(
                store, pipeline: "ticks", source: outcome.plan.name, filling: range),
            ports: ports, seed: seed)
        try poller.recover()
        return poller
    }

    /// Puts a state in place of the source's that knows nothing, as a user does.
    func resetState() throws {
        let plan = outcome.plan
        var states = try PollStateStore(store, pipeline: "ticks", source: plan.name)
        _ = try states.read()
        #expect(try states.write(PollState(source: plan.name, topic: plan.topic)))
    }

    /// The values of the topic's records, as text.
    var values: [String] {
        topic.records.map { String(decoding: $0.value ?? [], as: UTF8.self) }
    }
}
