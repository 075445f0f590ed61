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

    /// Polls until it is told to end, until all sources have stopped, or once.
    func run(stop: StopRequest) throws -> [SourceLoop.Outcome] {
        let shared = SourceLoop.Shared(
            plan: sources.plan, store: try LakeStores.open(sources.plan.lake, until: stop),
            transports: PollTransports(), log: log, stop: stop)
        defer { shared.transports.close() }
        stop.onRequest { shared.transports.cancelAll() }
        for source in sources.sources {
            shared.topics.register(source.plan.name, topic: source.plan.topic)
        }
        let results = Results()
        let threads = sources.sources.map { source in
            NamedThread("poll-\(source.plan.name)") { [isOnce, backfill] in
                let loop = SourceLoop(source, shared)
                let outcome = isOnce ? loop.once(backfill: backfill) : loop.run()
                results.add(outcome)
            }
        }
        for thread in threads { thread.join() }
        return results.inOrder(of: sources.sources.map(\.plan.name))
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
