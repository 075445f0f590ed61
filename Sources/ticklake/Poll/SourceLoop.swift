import Bytes
import Kafka
import ObjectStorage
import Pipeline
import Platform
import Poller
import Telemetry

/// Polls one source on its schedule, until it is told to end.
struct SourceLoop {
    /// What all sources of a process share.
    struct Shared: Sendable {
        let plan: PipelinePlan
        let store: any ObjectStore
        let transports: PollTransports
        let budgets: BudgetBook
        let metrics: PollMetrics
        let topics: TopicProgress
        let log: Log
        let stop: StopRequest
    }

    /// How a loop ended.
    struct Outcome: Sendable {
        let source: String
        var report = PollReport()
        var end: PollEnd?
        /// Why the topic or the state could not be written or read.
        var problem: String?
    }

    private let source: SourceFileReader.Outcome
    /// A range of the past that is polled instead of what is new.
    private let range: TimeSlice?
    private let shared: Shared
    private let log: Log
    private let told: SourceLog
    private let metrics: SourceMetrics

    /// The wait of a source that has no partitions yet.
    private static let emptyWait: Int64 = 30_000_000_000
    /// The longest wait before the topic is tried again.
    private static let longestWait: Int64 = 60_000_000_000

    init(_ source: SourceFileReader.Outcome, filling range: TimeSlice?, _ shared: Shared) {
        self.source = source
        self.range = range
        self.shared = shared
        log = shared.log
        told = SourceLog(source, shared.log)
        metrics = shared.metrics.source(source.plan.name)
    }

    private var name: String { source.plan.name }

    /// Polls once and ends.
    func once() -> Outcome {
        var outcome = Outcome(source: name)
        do {
            let sink = try makeSink()
            defer { sink.close() }
            let connection = try shared.transports.connection(to: source)
            var poller = try makePoller(sink, connection)
            shared.stop.onRequest(poller.stop)
            try poller.recover()
            try connection.begin()
            outcome.end = try poll(&poller, into: &outcome.report)
            try poller.close()
            var drift = FieldDrift()
            told.tell(outcome.report, outcome.end, &drift)
        } catch {
            let message = CommandError(reporting: error).message
            metrics.noteTrouble(message)
            outcome.problem = message
        }
        return outcome
    }

    /// Polls on the source's schedule until the process is to end, or the source cannot go on.
    func run() -> Outcome {
        var outcome = Outcome(source: name)
        var failures = 0
        while !shared.stop.isRequested {
            do {
                let sink = try makeSink()
                defer { sink.close() }
                var poller = try makePoller(
                    sink, shared.transports.connection(to: source))
                shared.stop.onRequest(poller.stop)
                try poller.recover()
                outcome.problem = nil
                metrics.noteTrouble(nil)
                outcome.end = try goOn(&poller, &failures, into: &outcome.report)
                shared.topics.leave(name, topic: source.plan.topic)
                try poller.close()
                return outcome
            } catch {
                // What was sent is found in the topic when the source begins anew.
                failures += 1
                let message = CommandError(reporting: error).message
                outcome.problem = message
                metrics.noteTrouble(message)
                if let problem = error as? PollProblem, problem.kind != .unavailable {
                    shared.topics.leave(name, topic: source.plan.topic)
                    log.error(
                        "source ended", ["source": .string(name), "reason": .string(message)])
                    return outcome
                }
                let wait = min(Self.longestWait, 1_000_000_000 << Int64(min(failures, 6)))
                log.error(
                    "source begins anew",
                    [
                        "source": .string(name), "reason": .string(message),
                        "wait": .string(Readable.duration(nanoseconds: wait)),
                    ])
                shared.stop.wait(deadline: SystemClock.monotonicNanoseconds() + wait)
            }
        }
        return outcome
    }

    private func goOn(
        _ poller: inout SourcePoller, _ failures: inout Int, into total: inout PollReport
    ) throws -> PollEnd {
        var random = SplitMix64(seed: Entropy.seed())
        var began: Int64?
        var drift = FieldDrift()
        while true {
            let share = Int64(random.next() & 1023)
            let due: Int64
            do throws(PollProblem) {
                due = try source.plan.nextPoll(
                    after: began, now: SystemClock.wallNanoseconds(),
                    share: began == nil ? 0 : share)
            } catch {
                // A calendar has ended: nothing changes until someone mends its file.
                log.error(
                    "source stopped",
                    ["source": .string(name), "reason": .string(error.description)])
                return .sourceStopped(reason: error.description)
            }
            // Where its partitions come from may have some soon, long before the next poll.
            let isEmpty = began != nil && total.partitions == 0
            let soon = SystemClock.wallNanoseconds() + Self.emptyWait
            if wait(until: isEmpty ? min(due, soon) : due) { return .stopped }
            began = SystemClock.wallNanoseconds()
            var report = PollReport()
            let end = try poll(&poller, into: &report)
            failures = 0
            total.add(report)
            told.tell(report, end, &drift)
            guard end == .caughtUp else { return end }
        }
    }

    private func poll(
        _ poller: inout SourcePoller, into report: inout PollReport
    ) throws(PollProblem) -> PollEnd {
        let began = SystemClock.wallNanoseconds()
        let end = try poller.poll(lookup: lookup, into: &report)
        metrics.noteEnd(end, report, began: began, now: SystemClock.wallNanoseconds())
        return end
    }

    /// Waits for a time of the wall clock; true where the process is to end.
    private func wait(until time: Int64) -> Bool {
        let left = max(0, time - SystemClock.wallNanoseconds())
        return shared.stop.wait(deadline: SystemClock.monotonicNanoseconds() + left)
    }

    private func lookup(_ origin: PartitionOrigin) throws(PollProblem) -> [String] {
        try PartitionValues(pipeline: shared.plan.name, store: shared.store) { reason in
            log.warning("no partitions yet", ["source": .string(name), "reason": .string(reason)])
        }.lookup(origin)
    }

    private func makeSink() throws -> KafkaSink {
        let client = shared.plan.kafka.clientConfiguration
        return try KafkaSink(
            topic: source.plan.topic,
            producer: KafkaProducerConfiguration(client: client, lingerMilliseconds: 5),
            clock: SystemPollClock())
    }

    private func makePoller(
        _ sink: KafkaSink, _ connection: PollTransports.Connection
    ) throws -> SourcePoller {
        var ports = SourcePoller.Ports(
            transport: connection.transport, sink: sink,
            budgets: shared.budgets, topics: shared.topics, zones: PollSources.zones,
            clock: connection.clock)
        ports.metrics = metrics
        ports.note = { [told] note in told.tell(note) }
        ports.tokens = connection.tokens
        var plan = source.plan
        if let range {
            var live = try states()
            plan = try plan.filling(Backfill(range, beside: try live.read(), plan))
            ports.liveStates = live
        }
        return SourcePoller(
            plan, redactor: source.redactor, states: try states(filling: range), ports: ports,
            seed: Entropy.seed())
    }

    private func states(filling range: TimeSlice? = nil) throws -> PollStateStore {
        try PollStateStore(
            shared.store, pipeline: shared.plan.name, source: name, filling: range)
    }
}
