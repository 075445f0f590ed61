import JSONColumns
import Kafka
import ObjectStorage
import Pipeline
import Platform
import Synchronization
import Synthetic
import Telemetry

/// Generator, REST vendor and poller, embedded broker and pipeline in one process.
///
/// The embedded broker is librdkafka's in-process one: it keeps a few megabytes a partition and
/// forgets everything with the process. It is there to show and to test, not to keep records.
struct Demo: Sendable {
    /// More than this would push records out of the embedded broker before they are read.
    static let rateMax = 20_000
    /// How much faster event time goes than the wall clock, so that bars close.
    private static let speed: Int64 = 60

    private let plan: PipelinePlan
    private let seconds: Int
    private let rate: Int
    /// Whether the outcome is printed as JSON, and nothing else.
    private let isForMachines: Bool

    /// Prepares a demo into a folder that must hold nothing yet.
    init(
        plan: PipelinePlan, lake: String, seconds: Int, rate: Int, isForMachines: Bool = false
    ) throws {
        guard try LocalStore(root: lake).list(.root).isEmpty else {
            throw CommandError(
                .usage, "the folder `\(lake)` is not empty", why: "a demo needs a fresh lake",
                advice: "name another folder, or none")
        }
        var plan = plan
        plan.lake = lake
        self.plan = plan
        self.seconds = seconds
        self.rate = rate
        self.isForMachines = isForMachines
    }

    /// Runs it all, then shows the tables and the newest bars.
    func run(stop: StopRequest) throws {
        let cluster = try EmbeddedCluster()
        var plan = plan
        plan.kafka = KafkaPlan(bootstrapServers: [cluster.bootstrapServers])
        for topic in plan.topics {
            try cluster.createTopic(topic.name, partitions: topic.partitions)
        }
        if !isForMachines { try announce(cluster) }
        // The progress line tells the rest.
        let log = Log(
            minimum: .warning, now: SystemClock.wallNanoseconds, write: Console.report)
        let feed = DemoFeed(plan: plan, seconds: seconds, rate: rate, speed: Double(Self.speed))
        let feeder = NamedThread("demo-feed") { feed.run(stop: stop) }
        let clock = DemoClock(start: TradingSession.standard.start, speed: Self.speed)
        let poller = DemoPoller(plan: plan, seconds: seconds, clock: clock)
        let asker = NamedThread("demo-poller") { poller.run(stop: stop) }
        var service = PipelineService(plan: plan, log: log)
        service.showsProgress = !isForMachines
        service.onProgress = { status in
            guard let polled = poller.sent else { return }
            if feed.isDelivered(status.recordsRead - Int64(polled)) { stop.request() }
        }
        let summary = try service.run(stop: stop)
        feeder.join()
        asker.join()
        try feed.outcome()
        try poller.outcome()
        if isForMachines { try report(summary) } else { try show(summary) }
    }

    private func announce(_ cluster: EmbeddedCluster) throws {
        try Console.showLine(
            "\(Readable.count(rate)) ticks a second for \(seconds) s, "
                + "event time at \(Self.speed) times the wall clock")
        try Console.showLine(
            "embedded broker \(cluster.bootstrapServers) (in this process, keeps nothing)")
        try Console.showLine(
            "a REST vendor of bars in this process, polled each second into rest-ticks")
        try Console.showLine("lake            \(plan.lake)\n")
    }

    /// The run's summary, the tables and what the proof found, for machines.
    private func report(_ summary: ServiceSummary) throws {
        let lake = try LakeFolder(plan.lake)
        let verification = Verification(try Ledger(lake))
        let isGood = verification.violations.isEmpty && summary.exitCode == .ok
        var outcome = ServiceRunner.report(summary)
        outcome["ok"] = .bool(isGood)
        outcome["lake"] = .string(plan.lake)
        outcome["tables"] = try JSONValue(parsing: Array(TablesCommand.report(lake).utf8))
        outcome["checks"] = .integer(Int64(verification.checks.count))
        outcome["violations"] = .integer(Int64(verification.violations.count))
        try Console.showLine(JSONValue.object(outcome).text)
        guard isGood else { throw CommandError(.failed, "the lake does not add up") }
    }

    private func show(_ summary: ServiceSummary) throws {
        let records = summary.status.recordsRead
        try Console.showLine(
            "\(Readable.count(records)) records in "
                + "\(Readable.duration(nanoseconds: summary.nanoseconds))\n")
        let calls = [
            ["tables", plan.lake],
            [
                "show", "\(plan.lake)/silver/bars", "--where", "interval = '1m'", "--columns",
                "symbol,bar_start,open,high,low,close,volume,trade_count", "--order-by",
                "bar_start", "--descending", "--limit", "10",
            ],
            [
                "show", "\(plan.lake)/silver/bars", "--where",
                "topic = 'rest-ticks' AND interval = '1m'", "--columns",
                "symbol,bar_start,open,high,low,close,volume,topic", "--order-by", "bar_start",
                "--descending", "--limit", "3",
            ],
            [
                "show", "\(plan.lake)/gold/daily_bars", "--columns",
                "symbol,session_date,open,high,low,close,volume,sector", "--order-by", "volume",
                "--descending", "--limit", "5",
            ],
        ]
        for words in calls {
            guard Program.run(words) == .ok else {
                throw CommandError(.failed, "`ticklake \(words.joined(separator: " "))` failed")
            }
            try Console.showLine("")
        }
        try Console.showLine("ticklake verify \(plan.lake)")
        guard Program.run(["verify", plan.lake]) == .ok, summary.exitCode == .ok else {
            throw CommandError(.failed, "the lake does not add up")
        }
    }
}
