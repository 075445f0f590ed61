import ObjectStorage
import Pipeline
import Platform
import Poller
import Synchronization
import Telemetry

/// Polls sources, each on a thread of its own.
struct PollService: Sendable {
    let sources: PollSources
    let log: Log
    /// Polls each source once, and ends.
    var isOnce = false
    /// A range of the past to poll once, instead of what is new.
    var backfill: TimeSlice?
    /// Where metrics are served; nil for nowhere.
    var metricsAddress: ListenAddress?
    /// Where exchanges are written to, or taken from; nil for neither.
    var exchanges: ExchangeFile?

    /// Polls until it is told to end, until all sources have stopped, or once.
    func run(stop: StopRequest) throws -> PollSummary {
        let store = try LakeStores.open(sources.plan.lake, until: stop)
        let elsewhere = SourcesElsewhere(sources, store)
        let budgets = BudgetBook()
        let metrics = PollMetrics(budgets)
        let monitor = try metricsAddress.map { try PollMonitor($0, metrics, stop, log) }
        defer { monitor?.stop() }
        let shared = SourceLoop.Shared(
            plan: sources.plan, store: store, transports: PollTransports(exchanges),
            budgets: budgets, metrics: metrics,
            topics: TopicProgress(elsewhere: { elsewhere.settled($0) }), log: log, stop: stop)
        defer { shared.transports.close() }
        stop.onRequest { shared.transports.cancelAll() }
        for source in sources.sources {
            shared.topics.register(source.plan.name, topic: source.plan.topic)
        }
        warnOfSharedTopics()
        let results = Results()
        // What is polled once finds what the sources before it have sent.
        let groups =
            isOnce ? SourceFamily.generations(of: sources.sources) : [sources.sources]
        for group in groups {
            let threads = group.map { source in
                NamedThread("poll-\(source.plan.name)") { [isOnce, backfill] in
                    let loop = SourceLoop(source, filling: backfill, shared)
                    results.add(isOnce ? loop.once() : loop.run())
                }
            }
            for thread in threads { thread.join() }
        }
        return PollSummary(
            outcomes: results.inOrder(of: sources.sources.map(\.plan.name)),
            hosts: budgets.usage(now: SystemClock.wallNanoseconds()))
    }

    /// Ticks of one source move the watermark, and those of another may then be late for it.
    private func warnOfSharedTopics() {
        let kinds = Dictionary(uniqueKeysWithValues: sources.plan.topics.map { ($0.name, $0.kind) })
        let byTopic = Dictionary(grouping: sources.sources.map(\.plan), by: \.topic)
        for (topic, plans) in byTopic.sorted(by: { $0.key < $1.key })
        where plans.count > 1 && kinds[topic] == .ticks {
            log.warning(
                "sources share a topic",
                [
                    "topic": .string(topic),
                    "sources": .string(plans.map(\.name).joined(separator: ", ")),
                    "advice": .string(
                        "one that is behind has its ticks late: give each a topic of its own"),
                ])
        }
    }

    private final class Results: Sendable {
        private let outcomes: Mutex<[SourceLoop.Outcome]> = Mutex([])

        func add(_ outcome: SourceLoop.Outcome) { outcomes.withLock { $0.append(outcome) } }

        func inOrder(of names: [String]) -> [SourceLoop.Outcome] {
            let outcomes = outcomes.withLock { $0 }
            return names.compactMap { name in outcomes.first { $0.source == name } }
        }
    }
}
