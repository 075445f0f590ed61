import Contracts
import Kafka
import ObjectStorage
import Pipeline
import Platform
import Poller
import Synchronization

/// The demo's REST source on its own thread: vendor, poller and all.
final class DemoPoller: Sendable {
    private struct State {
        var sent: Int?
        var failure: CommandError?
    }

    private let plan: PipelinePlan
    private let seconds: Int
    private let clock: DemoClock
    private let state = Mutex(State())

    init(plan: PipelinePlan, seconds: Int, clock: DemoClock) {
        self.plan = plan
        self.seconds = seconds
        self.clock = clock
    }

    /// Polls each second until the time is over or the end is asked for.
    func run(stop: StopRequest) {
        do {
            let sent = try poll(stop)
            state.withLock { $0.sent = sent }
        } catch {
            state.withLock { state in
                state.failure = CommandError(reporting: error)
                state.sent = 0
            }
            stop.request()
        }
    }

    /// How many records were sent, heartbeats included; nil while it goes on.
    var sent: Int? { state.withLock { $0.sent } }

    /// Throws what the poller failed with.
    func outcome() throws {
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    private func poll(_ stop: StopRequest) throws -> Int {
        let vendor = try DemoVendor()
        defer { vendor.stop() }
        let source = try read(vendor)
        let transports = PollTransports()
        defer { transports.close() }
        let sink = try KafkaSink(
            topic: source.plan.topic,
            producer: KafkaProducerConfiguration(client: plan.kafka.clientConfiguration),
            clock: SystemPollClock())
        defer { sink.close() }
        var poller = SourcePoller(
            source.plan, redactor: source.redactor,
            states: try PollStateStore(
                LocalStore(root: plan.lake), pipeline: plan.name, source: source.plan.name),
            ports: SourcePoller.Ports(
                transport: try transports.transport(of: source), sink: sink,
                budgets: BudgetBook(), topics: TopicProgress(), zones: PollSources.zones,
                clock: clock), seed: 1)
        stop.onRequest(poller.stop)
        try poller.recover()
        let end = SystemClock.monotonicNanoseconds() + Int64(seconds) * 1_000_000_000
        var report = PollReport()
        repeat {
            try check(poller.poll(into: &report))
            stop.wait(
                deadline: SystemClock.monotonicNanoseconds() + source.plan.schedule.interval)
        } while !stop.isRequested && SystemClock.monotonicNanoseconds() < end
        try poller.close()
        if let failure = report.failures.first {
            throw CommandError(.failed, "the demo's vendor was not polled", why: failure.reason)
        }
        return report.records + report.heartbeats
    }

    private func check(_ end: PollEnd) throws {
        switch end {
        case .caughtUp, .stopped: break
        case .sourceStopped(let reason), .hostStopped(let reason):
            throw CommandError(.failed, "the demo's vendor was not polled", why: reason)
        }
    }

    private func read(_ vendor: DemoVendor) throws -> SourceFileReader.Outcome {
        let text = Array(vendor.description.utf8)
        let surroundings = Surroundings(
            readFile: { _ in text }, environment: { _ in nil },
            kafkaSetting: { _, _ in .unknown(known: []) })
        do throws(SourceProblems) {
            return try SourceFileReader.read(
                "demo-bars", surroundings, pipeline: plan, zones: PollSources.zones)
        } catch {
            throw CommandError(
                .failed, "the demo's source is not good", why: error.problems.first?.description)
        }
    }
}
